# Sourced, after kernels.sh: device models for Debian's own QEMU, which knows no NICs of these kinds.
#
# build_models makes a shared object of the sources in this folder, and sets $MODELS to it. Started with LD_PRELOAD=$MODELS, QEMU has the
# devices. No QEMU is built: all that is needed are the headers of the one that is installed, to the patch, because
# structures change their sizes with Debian's; they come from its source package. A model compares a size when it is used.
#
# build_models returns 1, and has said why, if the headers are not to be had: who called leaves those NICs out. 2 if the models do not build.
#
# The headers are kept in $(dirname $KERNELS)/qemu-VERSION, and the object in there by what it is made of. Root is not needed.

MODELS_SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# What QEMU's configure would find out, as far as headers of devices ask for it. Numbers of 128 bits decide how structures are aligned.
qemu_config() {
    printf '#define %s 1\n' CONFIG_LINUX CONFIG_POSIX CONFIG_IOVEC CONFIG_INT128
    echo '#define HOST_LONG_BITS 64'
}

# qemu_release: the name of the Debian release of this machine
qemu_release() { (. /etc/os-release; [ "$ID" = debian ] && echo "$VERSION_CODENAME" || echo bookworm); }

# fetch_qemu_headers VERSION DIR: of the source package, and of GLib, without which none of QEMU's can be read
fetch_qemu_headers() {
    local version=$1 dir=$2 release work state
    [ ! -e "$dir/include" ] || return 0
    release=$(qemu_release)
    mkdir -p "$(dirname "$dir")"
    work=$(mktemp -d "$dir.XXXXXX") || return 1
    # Not in a condition, where set -e would be of no effect.
    (
        set -e
        state=$work/apt
        mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$work/deb"
        {   for suite in "$release" "$release-updates" "$release-backports"; do echo "http://deb.debian.org/debian $suite main"; done
            echo "http://deb.debian.org/debian-security $release-security main"
        } | sed 's|^|[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] |; h; s/^/deb-src /; p; g; s/^/deb /' > "$state/sources.list"
        private_apt "$state" apt-get -q update > "$work/log" 2>&1
        echo "Fetching the headers of Debian's QEMU $version"
        (cd "$work/deb" && private_apt "$state" apt-get -q source --download-only "qemu=$version" &&
            private_apt "$state" apt-get -q download libglib2.0-dev) >> "$work/log" 2>&1
        dpkg-deb -x "$work"/deb/libglib2.0-dev_*.deb "$work/glib"
        dpkg-source --no-check -x "$work"/deb/qemu_*.dsc "$work/source" >> "$work/log" 2>&1
        python3 "$work/source/scripts/qapi-gen.py" -b -o "$work/include/qapi" "$work/source/qapi/qapi-schema.json" >> "$work/log" 2>&1
        find "$work/include" -name '*.c' -delete
        cp -r "$work/source/include/." "$work/include"
        cp -r "$work/glib/usr/include/glib-2.0/." "$work"/glib/usr/lib/*/glib-2.0/include/glibconfig.h "$work/include"
        qemu_config > "$work/include/config-host.h"
        : > "$work/include/config-poison.h"
        rm -rf "$work"/qemu_* "$work/source" "$work/glib" "$work/deb" "$state"
    )
    fetched $? "$work" "$dir" "build.sh: the headers of Debian's QEMU $version could not be fetched, so the drivers of NICs that QEMU does not have are not tested.
  Either let this machine reach deb.debian.org, or copy a $dir of another machine here. If the archive does not have this
  version any more, upgrade qemu-system-x86."
}

build_models() {
    local version dir
    version=$(dpkg-query -W -f '${source:Version}' qemu-system-x86 2> /dev/null)
    if [ -z "$version" ]; then
        echo "build.sh: $(command -v qemu-system-x86_64) is not of Debian's package qemu-system-x86, whose headers the device models need; drivers of NICs that QEMU does not have are not tested" >&2
        return 1
    fi
    dir=$(dirname "$KERNELS")/qemu-${version#*:}
    fetch_qemu_headers "$version" "$dir"
    [ $? = 0 ] || return 1
    MODELS=$dir/models-$(cat "$MODELS_SOURCE"/*.[ch] "$MODELS_SOURCE/build.sh" | sha256sum | cut -c1-16).so
    [ ! -e "$MODELS" ] || return 0
    # Under another name until it is whole.
    if ! gcc -std=gnu11 -O2 -g -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Werror -fPIC -shared -isystem "$dir/include" \
            -o "$MODELS.$$" "$MODELS_SOURCE"/*.c; then
        echo "build.sh: the device models do not build against QEMU $version" >&2
        rm -f "$MODELS.$$"
        return 2
    fi
    mv "$MODELS.$$" "$MODELS"
}

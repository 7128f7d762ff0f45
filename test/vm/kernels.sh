# Sourced: Debian's kernels and their headers, unpacked for a guest and for building modules, without installing them.
#
# fetch_kernel NAME makes $KERNELS/NAME, which holds
#   vmlinux            the ELF kernel (boots faster than the compressed one)
#   modules            -> the kernel's /lib/modules/RELEASE
#   headers            -> what KSRC of netmap-kmod/Makefile wants
#   release            RELEASE, as uname -r says it in the guest
# NAME is 6.1 (Debian 12 with its security updates) or 6.12 (Debian 12 backports).
#
# KERNELS is $ONOS_NETMAP_CACHE/kernels, by default ~/.cache/onos-netmap/kernels. A kernel that is there is used as it
# is: no network is needed then. Remove the folder to have newer ones fetched. Root is not needed.

KERNELS=${ONOS_NETMAP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/onos-netmap}/kernels

kernel_source() {
    case $1 in
        6.1) printf '%s\n' 'http://deb.debian.org/debian bookworm main' \
                 'http://deb.debian.org/debian-security bookworm-security main' ;;
        6.12) printf '%s\n' 'http://deb.debian.org/debian bookworm-backports main' ;;
        *) echo "kernels.sh: no kernel is known as '$1'; there are 6.1 and 6.12" >&2; return 1 ;;
    esac
}

# apt with lists and configuration of its own, so that the machine's sources and package state are left alone
# and nothing needs root.
private_apt() {
    local state=$1; shift
    local options=(-o "Dir::Etc::sourcelist=$state/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$state/lists"
        -o "Dir::Cache=$state/cache" -o APT::Sandbox::User= -o APT::Architecture=amd64 -o APT::Architectures=amd64 -o Acquire::Retries=3)
    local tool=$1; shift
    "$tool" "${options[@]}" "$@"
}

# depends STATE PACKAGE: the first alternatives of what PACKAGE depends on
depends() { private_apt "$1" apt-cache depends "$2" | sed -n 's/^ *Depends: \([^<].*\)$/\1/p'; }

# fetched STATUS WORK DIR TEXT: WORK, where something was fetched and unpacked, becomes DIR. If STATUS is not 0, it is removed, TEXT and
# the end of its log are told, and 1 is returned.
fetched() {
    if [ "$1" != 0 ]; then
        printf '%s The end of the log:\n' "$4" >&2
        tail -5 "$2/log" >&2
        rm -rf "$2"
        return 1
    fi
    rm -rf "$3"
    mv "$2" "$3"
}

# unpack_vmlinux VMLINUZ OUT: the ELF image inside a bzImage, which is compressed with xz or zstd
unpack_vmlinux() {
    local magic tool offset
    for magic in '\xfd7zXZ\x00 xz' '\x28\xb5\x2f\xfd zstd'; do
        tool=${magic#* } magic=${magic% *}
        for offset in $(LC_ALL=C grep -aboP "$magic" "$1" | cut -d: -f1); do
            # What follows the compressed part makes the tools complain after they have done their work.
            if [ "$tool" = xz ]; then
                tail -c +$((offset + 1)) "$1" | xz -dc --single-stream > "$2" 2> /dev/null || true
            else
                tail -c +$((offset + 1)) "$1" | zstd -dcq > "$2" 2> /dev/null || true
            fi
            [ "$(head -c 4 "$2" | od -An -tx1 | tr -d ' \n')" != 7f454c46 ] || return 0
        done
    done
    echo "kernels.sh: no ELF kernel found in $1" >&2
    return 1
}

fetch_kernel() {
    local name=$1 dir=$KERNELS/$1 work state root headers image common kbuild release
    [ ! -e "$dir/release" ] || return 0
    mkdir -p "$KERNELS"
    work=$(mktemp -d "$KERNELS/.$name.XXXXXX") || return 1
    # Not in a condition, where set -e would be of no effect.
    (
        set -e
        state=$work/apt root=$work/root
        mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$work/deb" "$root"
        kernel_source "$name" | sed 's|^|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] |' > "$state/sources.list"
        private_apt "$state" apt-get -q update > "$work/log" 2>&1
        headers=$(depends "$state" linux-headers-amd64 | head -1)
        release=${headers#linux-headers-}
        # The unsigned image is the one with a plain name for every release; signatures are of no use here.
        image=linux-image-$release
        common=$(depends "$state" "$headers" | grep -- '-common$')
        kbuild=$(depends "$state" "$headers" | grep '^linux-kbuild-')
        [ -n "$release" ] && [ -n "$common" ] && [ -n "$kbuild" ]
        echo "Fetching Debian's kernel $release"
        (cd "$work/deb" && private_apt "$state" apt-get -q download "$headers" "$common" "$kbuild" "$image") >> "$work/log" 2>&1
        for deb in "$work"/deb/*.deb; do dpkg-deb -x "$deb" "$root"; done
        rm -rf "$work/deb" "$state"
        unpack_vmlinux "$root/boot/vmlinuz-$release" "$work/vmlinux"
        # 6.12 has usr-merged paths; both have modules in one of these.
        modules=lib/modules/$release
        [ -d "$root/$modules" ] || modules=usr/lib/modules/$release
        find "$root/$modules" -name '*.ko.xz' -exec xz -d {} +
        depmod=$(PATH=$PATH:/usr/sbin:/sbin command -v depmod)
        # depmod -b wants lib/modules below the base.
        "$depmod" -b "$root${modules%%/lib/modules*}" "$release" 2>> "$work/log" || "$depmod" -b "$root/${modules%lib/modules/*}" "$release"
        # Debian's headers name each other by absolute paths.
        sed -i "s|/usr/src/linux-headers|$dir/root/usr/src/linux-headers|g; s|/usr/lib/linux-kbuild|$dir/root/usr/lib/linux-kbuild|g" \
            "$root/usr/src/$headers/Makefile"
        ln -s "root/$modules" "$work/modules"
        ln -s "root/usr/src/$headers" "$work/headers"
        echo "$release" > "$work/release"
    )
    fetched $? "$work" "$dir" "kernels.sh: Debian's kernel $name could not be fetched. It is needed to test netmap-kmod; either let this machine reach
  deb.debian.org, or copy a $KERNELS/$name of another machine here."
}

# has_driver KERNEL DRIVER: whether it can be tested there; says why not
has_driver() {
    [ -z "$(find "$KERNELS/$1/modules/" -name "$2.ko")" ] || return 0
    echo "# kernel $1 has no $2, so its driver is not tested there; remove $KERNELS/$1 to have it made anew" >&2
    return 1
}

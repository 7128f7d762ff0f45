# Sourced, after kernels.sh: a build by Debian's dkms, in folders of its own.
#
# The package is unpacked without installing, and kept in ~/.cache/onos-netmap/dkms; remove it to have a newer one fetched. Root is not
# needed. "dkms install" is not tried: whatever its options are, it writes into the machine's own /lib/modules.

DKMS=$(dirname "$KERNELS")/dkms

fetch_dkms() {
    local work state
    [ ! -e "$DKMS" ] || return 0
    work=$(mktemp -d "$DKMS.XXXXXX") || return 1
    state=$work/apt
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
    kernel_source 6.1 | sed 's|^|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] |' > "$state/sources.list"
    if ! { private_apt "$state" apt-get -q update && (cd "$work" && private_apt "$state" apt-get -q download dkms) &&
           dpkg-deb -x "$work"/dkms_*.deb "$work/root"; } > "$work/log" 2>&1; then
        echo "dkms.sh: Debian's dkms could not be fetched; either let this machine reach deb.debian.org, or copy a $DKMS of another machine here:" >&2
        tail -5 "$work/log" >&2
        rm -rf "$work"
        return 1
    fi
    mv "$work/root" "$DKMS"
    rm -rf "$work"
}

# dkms_builds WORK SOURCE KERNEL: the module in SOURCE, as the README says that it is built by DKMS; says why not
dkms_builds() {
    local to=$1/dkms release version
    release=$(cat "$KERNELS/$3/release") version=$(kernel_source_dir=; . "$2/dkms.conf"; echo "$PACKAGE_NAME/$PACKAGE_VERSION")
    fetch_dkms || return 1
    rm -rf "$to"
    mkdir -p "$to"/{src,lib,install}
    cp -r "$2" "$to/src/${version/\//-}"
    PATH=$PATH:/usr/sbin:/sbin bash "$DKMS/usr/sbin/dkms" build "$version" -k "$release" --kernelsourcedir "$KERNELS/$3/headers" \
        --dkmstree "$to/lib" --sourcetree "$to/src" --installtree "$to/install" > "$to/log" 2>&1
    if [ -z "$(find "$to/lib" -path "*/$release/*/module/netmap.ko*")" ]; then
        echo "dkms built no module:"
        cat "$to/log" "$to"/lib/*/*/build/make.log 2> /dev/null | tail -20
        return 1
    fi
}

# Sourced, after kernels.sh: the module by Debian's dkms, in folders of its own.
#
# The package is unpacked without installing, and kept in ~/.cache/onos-netmap/dkms; remove it to have a newer one fetched. Root is not
# needed.

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

# dkms_works WORK SOURCE KERNEL: the module in SOURCE is built, installed, found by modprobe and removed again, as the README says that
# it is done; says why not. depmod is run here, because dkms would do it for the machine's own /lib/modules.
dkms_works() {
    local to=$1/dkms release package where action
    release=$(cat "$KERNELS/$3/release") package=$(kernel_source_dir=; . "$2/dkms.conf"; echo "$PACKAGE_NAME/$PACKAGE_VERSION")
    fetch_dkms || return 1
    rm -rf "$to"
    mkdir -p "$to"/{src,lib} "$to/root/lib/modules/$release"
    cp "$KERNELS/$3/modules"/modules.{order,builtin,builtin.modinfo} "$to/root/lib/modules/$release"
    cp -r "$2" "$to/src/${package/\//-}"
    for action in build install uninstall; do
        PATH=$PATH:/usr/sbin:/sbin bash "$DKMS/usr/sbin/dkms" $action "$package" -k "$release" --kernelsourcedir "$KERNELS/$3/headers" --no-depmod \
            --dkmstree "$to/lib" --sourcetree "$to/src" --installtree "$to/root/lib/modules" >> "$to/log" 2>&1 || break
        where=$(PATH=$PATH:/usr/sbin:/sbin; depmod -b "$to/root" "$release" && modprobe -d "$to/root" -S "$release" --show-depends netmap 2>> "$to/log")
        case $action:$where in
            build: | uninstall:) ;;
            install:*/updates/dkms/netmap.ko*) ;;
            *) break ;;
        esac
        [ $action != uninstall ] || return 0
    done
    echo "dkms $action is not what it should be; modprobe finds: ${where:-nothing}"
    cat "$to/log" "$to"/lib/*/*/build/make.log 2> /dev/null | tail -20
    return 1
}

# Sourced, after kernels.sh: the modules by Debian's dkms, in folders of its own.
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

# dkms_works WORK ROOT KERNEL: the modules in ROOT are built, installed, both found by "modprobe netmap" and removed again, as the README
# says that it is done; says why not. depmod is run here, because dkms would do it for the machine's own /lib/modules.
dkms_works() {
    local to=$1/dkms release package where action
    release=$(cat "$KERNELS/$3/release") package=$(kernel_source_dir=; . "$2/netmap-kmod/dkms.conf"; echo "$PACKAGE_NAME/$PACKAGE_VERSION")
    fetch_dkms || return 1
    rm -rf "$to"
    mkdir -p "$to/lib" "$to/root/lib/modules/$release"
    cp "$KERNELS/$3/modules"/modules.{order,builtin,builtin.modinfo} "$to/root/lib/modules/$release"
    make -C "$2/netmap-kmod" DESTDIR="$to" dkms > "$to/log" 2>&1 || { cat "$to/log"; return 1; }
    for action in build install uninstall; do
        PATH=$PATH:/usr/sbin:/sbin bash "$DKMS/usr/sbin/dkms" $action "$package" -k "$release" --kernelsourcedir "$KERNELS/$3/headers" --no-depmod \
            --dkmstree "$to/lib" --sourcetree "$to/usr/src" --installtree "$to/root/lib/modules" >> "$to/log" 2>&1 || break
        where=$(PATH=$PATH:/usr/sbin:/sbin; depmod -b "$to/root" "$release" && modprobe -d "$to/root" -S "$release" --show-depends netmap 2>> "$to/log" | tr '\n' ' ')
        case $action:$where in
            build: | uninstall:) ;;
            install:*/updates/dkms/netmap.ko*/updates/dkms/netmap_nic.ko*)
                # The native drivers themselves, and not what stands in for them.
                PATH=$PATH:/usr/sbin:/sbin modinfo "$(ls "$to/root/lib/modules/$release"/updates/dkms/netmap_nic.ko*)" | grep -q '^depends: *netmap$' || break ;;
            *) break ;;
        esac
        [ $action != uninstall ] || { stands_in "$to" "$to/usr/src/${package/\//-}/drivers" "$3"; return; }
    done
    echo "dkms $action is not what it should be; modprobe finds: ${where:-nothing}"
    cat "$to/log" "$to"/lib/*/*/build/make.log 2> /dev/null | tail -20
    return 1
}

# stands_in TO SOURCE KERNEL: of native drivers that do not build for a kernel DKMS gets a module all the same, one that says so
stands_in() {
    echo '#error "a change of the kernel"' >> "$2/takeover.c"
    if ! make -C "$2" KSRC="$KERNELS/$3/headers" modules-or-stand-in > "$1/stand-in.log" 2>&1 || ! grep -q 'a change of the kernel' "$1/stand-in.log" ||
       ! grep -q 'the native drivers did not build for this kernel' "$2/netmap_nic.ko"; then
        echo "there is no module in the place of native drivers that do not build"
        tail -20 "$1/stand-in.log"
        return 1
    fi
}

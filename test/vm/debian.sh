# Sourced, after kernels.sh: programs of Debian for the guest, unpacked without installing.
#
# fetch_guest_tree makes $GUEST_TREE, a folder with
#   root      Debian's tcpdump, tcpreplay, python3-scapy, udevadm and all the libraries they need, as they lie in a file system
#   dev       the headers of libpcap and the name to link with
# They are of this machine's release, because programs built here are to run with them. The folder is kept, and used as it is
# when it is there; remove it to have newer packages fetched. Root is not needed.

GUEST_RELEASE=$(. /etc/os-release; [ "$ID" = debian ] && echo "$VERSION_CODENAME" || echo bookworm)
GUEST_TREE=$(dirname "$KERNELS")/guest-$GUEST_RELEASE

# Dependencies of these that no test needs: what only installing needs, and what only compiling.
guest_needs() {
    case ${1##*/} in
        libpcap0.8-dev_*) return 0 ;;
        *-dev_* | *-dev-bin_* | adduser_* | passwd_* | debconf_* | dpkg_* | perl* | libperl* | tar_* | sed_* | libpam* | libdb5* | \
        libsemanage* | libsepol* | xml-core_* | sgml-base_* | pkg* | libpkgconf* | rpcsvc* | mailcap_* | media-types_* | readline-common_*) return 1 ;;
    esac
}

fetch_guest_tree() {
    local work state root options deb python
    [ ! -e "$GUEST_TREE/root/usr/bin/udevadm" ] || return 0
    mkdir -p "$(dirname "$GUEST_TREE")"
    work=$(mktemp -d "$GUEST_TREE.XXXXXX") || return 1
    (
        set -e
        state=$work/apt root=$work/root
        mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$root" "$work/dev"
        : > "$state/status"
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $GUEST_RELEASE main" > "$state/sources.list"
        # Nothing counts as installed, so that all dependencies come.
        options=(-q -o "Dir::State=$state" -o "Dir::State::status=$state/status" -o Debug::NoLocking=1)
        private_apt "$state" apt-get "${options[@]}" update > "$work/log" 2>&1
        echo "Fetching Debian's tcpdump, tcpreplay, scapy and udev for the guest"
        private_apt "$state" apt-get "${options[@]}" install -y --download-only --no-install-recommends \
            tcpdump tcpreplay python3-scapy udev libpcap0.8-dev libc-bin >> "$work/log" 2>&1
        for deb in "$state"/cache/archives/*.deb; do
            if guest_needs "$deb"; then dpkg-deb -x "$deb" "$root"; fi
        done
        rm -rf "$state"
        mv "$root/usr/include" "$work/dev/include"
        mkdir "$work/dev/lib"
        ln -s "$GUEST_TREE/root/usr/lib/x86_64-linux-gnu/libpcap.so.0.8" "$work/dev/lib/libpcap.so"
        # Of udev only the program: the guest has one rule. /bin is busybox's.
        [ ! -e "$root/bin/udevadm" ] || mv "$root/bin/udevadm" "$root/usr/bin"
        rm -rf "$root/bin"
        rm -rf "$root"/{usr/,}lib/{udev,systemd,modprobe.d} "$root"/etc/{udev,init.d}
        rm -rf "$root"/usr/share/{doc,man,info,locale,lintian,bash-completion,perl5,debconf,gdb} "$root"/usr/bin/{dh_*,dpkg*,perl*} "$root"/var \
            "$root"/usr/lib/x86_64-linux-gnu/{gconv,audit,libpcap.a,libpcap.so,pkgconfig} "$root"/usr/lib/python3*/{test,idlelib,tkinter,lib2to3,ensurepip} \
            "$root"/usr/lib/python3/dist-packages/scapy/contrib
        # Byte code in place of sources, without which python takes half a minute to start in the guest.
        python=$(echo "$root"/usr/bin/python3.*[0-9])
        PYTHONHOME=$root/usr "$root"/lib64/ld-linux-x86-64.so.2 --library-path "$root/lib/x86_64-linux-gnu:$root/usr/lib/x86_64-linux-gnu" \
            "$python" -m compileall -q -b --invalidation-mode unchecked-hash "$root"/usr/lib/python3* >> "$work/log" 2>&1
        find "$root"/usr/lib/python3* -name '*.py' -delete
        find "$root"/usr/lib/python3* -name __pycache__ -prune -exec rm -rf {} +
        mkdir -p "$root/etc"
        # tcpdump gives up its rights to this user.
        printf 'root:x:0:0:root:/:/bin/sh\ntcpdump:x:107:107:tcpdump:/:/bin/false\n' > "$root/etc/passwd"
        printf 'root:x:0:\ntcpdump:x:107:\n' > "$root/etc/group"
    )
    fetched $? "$work" "$GUEST_TREE" "debian.sh: Debian's tcpdump, tcpreplay, scapy and udev could not be fetched. They are needed to test netmap-kmod; either let this
  machine reach deb.debian.org, or copy a $GUEST_TREE of another machine here."
}

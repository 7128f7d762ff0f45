# Sourced, after kernels.sh: Debian's QEMU 10, which has Intel's igb. Debian 12's own QEMU has not.
#
# fetch_qemu10 makes $QEMU10, a folder with a file system of QEMU 10 from Debian 12's backports and all the libraries it needs, so
# that it runs on any machine and beside any other QEMU: 36 MB are fetched the first time. qemu10 runs it.
#
# The folder is kept, and used as it is when it is there; remove it to have a newer one fetched. Root is not needed. Unlike what all
# tests need, nothing fails if it is not to be had: fetch_qemu10 says so and returns 1, and who called leaves igb out.

QEMU10=$(dirname "$KERNELS")/qemu-10

qemu10() {
    local root=$QEMU10/root
    # Not the modules of the QEMU that is installed.
    QEMU_MODULE_DIR=$root/usr/lib/x86_64-linux-gnu/qemu exec "$root/lib64/ld-linux-x86-64.so.2" \
        --library-path "$root/lib/x86_64-linux-gnu:$root/usr/lib/x86_64-linux-gnu" "$root/usr/bin/qemu-system-x86_64" \
        -L "$root/usr/share/qemu" -L "$root/usr/share/seabios" "$@"
}

fetch_qemu10() {
    local work state root options deb
    [ ! -e "$QEMU10/root" ] || return 0
    mkdir -p "$(dirname "$QEMU10")"
    work=$(mktemp -d "$QEMU10.XXXXXX") || return 1
    # Not in a condition, where set -e would be of no effect.
    (
        set -e
        state=$work/apt root=$work/root
        mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$root"
        : > "$state/status"
        printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/%s main\n' \
            'debian bookworm' 'debian bookworm-backports' 'debian-security bookworm-security' > "$state/sources.list"
        # Nothing counts as installed, so that all dependencies come.
        options=(-q -o "Dir::State=$state" -o "Dir::State::status=$state/status" -o Debug::NoLocking=1)
        private_apt "$state" apt-get "${options[@]}" update > "$work/log" 2>&1
        echo "Fetching Debian's QEMU 10"
        private_apt "$state" apt-get "${options[@]}" install -y --download-only --no-install-recommends -t bookworm-backports \
            qemu-system-x86 >> "$work/log" 2>&1
        for deb in "$state"/cache/archives/*.deb; do dpkg-deb -x "$deb" "$root"; done
        rm -rf "$state" "$root"/usr/share/{doc,man,info,locale,lintian,icons,alsa,perl5} "$root/etc" "$root/var"
        QEMU10=$work
        (qemu10 -device igb,help) >> "$work/log" 2>&1
    )
    fetched $? "$work" "$QEMU10" "qemu10.sh: Debian's QEMU 10 could not be fetched, so the driver of igb is not tested. Either let this machine reach
  deb.debian.org, or copy a $QEMU10 of another machine here."
}

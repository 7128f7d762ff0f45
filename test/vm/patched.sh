# Sourced, after kernels.sh: the stock drivers of NICs, patched by drivers/semantic.
#
# fetch_driver_source KERNEL makes $(dirname $KERNELS)/driver-source-KERNEL, a folder with the sources of those drivers out of Debian's
# package linux-source-KERNEL, as they lie in a kernel's tree: some 140 MB are fetched the first time, of which 12 MB are kept. Remove it to
# have a newer one fetched. Root is not needed. It returns 1, and has said why, if it is not to be had: who called leaves these tests out.

driver_source() { echo "$(dirname "$KERNELS")/driver-source-$1"; }

# The drivers that can be patched.
patched_drivers() { (cd "$root/drivers/semantic" && printf '%s\n' *.facts | sed 's/\.facts$//'); }

# has_sources DIR: whether all files are in it that drivers/semantic is about
has_sources() {
    local file
    for file in $(sed -n 's|.*Source: \(.*\.c\) .*|\1|p' "$root"/drivers/semantic/*.facts); do
        [ -e "$1/$file" ] || return 1
    done
}

fetch_driver_source() {
    local dir work state package=linux-source-$1
    dir=$(driver_source "$1")
    ! has_sources "$dir" || return 0
    mkdir -p "$(dirname "$dir")"
    work=$(mktemp -d "$dir.XXXXXX") || return 1
    # Not in a condition, where set -e would be of no effect.
    (
        set -e
        state=$work/apt
        mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$work/deb"
        kernel_source "$1" | sed 's|^|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] |' > "$state/sources.list"
        private_apt "$state" apt-get -q update > "$work/log" 2>&1
        echo "Fetching Debian's $package"
        (cd "$work/deb" && private_apt "$state" apt-get -q download "$package") >> "$work/log" 2>&1
        dpkg-deb --fsys-tarfile "$work"/deb/*.deb | tar -xO "./usr/src/$package.tar.xz" |
            tar -xJ -C "$work" --strip-components=1 --wildcards '*/drivers/net/ethernet/'{intel,nvidia,realtek}
        rm -rf "$work/deb" "$state"
        has_sources "$work"
    )
    fetched $? "$work" "$dir" "patched.sh: Debian's $package could not be fetched, so patched drivers are not tested. Either let this machine reach
  deb.debian.org, or copy a $dir of another machine here."
}

# build_patched KERNEL DIR: all of them, as DIR/DRIVER/DRIVER.ko
build_patched() {
    local driver
    for driver in $(patched_drivers); do
        "$root/drivers/semantic/build" -k "$KERNELS/$1/headers" -o "$2/$driver" "$driver" "$(driver_source "$1")" > "$2/log" 2>&1 && continue
        cat "$2/log"
        return 1
    done
}

# builds_without_probes KERNEL DIR: the modules, against headers of a kernel that has neither probes nor type information
builds_without_probes() {
    local headers=$2/headers module
    mkdir "$headers" "$2/src"
    cp -rL "$KERNELS/$1/headers/." "$headers"
    sed -i '/KPROBE\|KRETPROBE\|DEBUG_INFO_BTF/d' "$headers/include/generated/autoconf.h" "$headers/include/config/auto.conf"
    cp -r "$root/netmap-kmod" "$root/drivers" "$2/src"
    for module in netmap-kmod drivers; do
        make -C "$2/src/$module" KSRC="$headers" W=1 > "$2/log" 2>&1 && ! grep -q warning: "$2/log" || { cat "$2/log"; return 1; }
    done
    ! nm -u "$2/src/drivers/netmap_nic.ko" | grep register_kprobe
}

# loss_is_told KERNEL DIR: a driver in which a function of ours has another name, or is called where nobody can see it, is not built, and
# the reason is told
loss_is_told() {
    local file=drivers/net/ethernet/intel/e1000/e1000_main.c tree=$2/tree change said
    for change in 's/\be1000_configure\b/e1000_setup/|call no e1000_configure()' \
                  's/^\te1000_configure(adapter);/\tadapter ? e1000_configure(adapter) : (void)0;/|calls of e1000_configure(), and'; do
        rm -rf "$tree"
        mkdir -p "$tree/${file%/*}"
        cp "$(driver_source "$1")/${file%/*}"/* "$tree/${file%/*}"
        sed -i "${change%|*}" "$tree/$file"
        said=$("$root/drivers/semantic/build" -k "$KERNELS/$1/headers" -o "$2/lost" e1000 "$tree" 2>&1) && { echo "it was built: $said"; return 1; }
        [[ $said == *"hook 'started' of e1000 is lost: "*"${change#*|}"*"nothing was built"* ]] || { echo "$said"; return 1; }
        [ ! -e "$2/lost/e1000.ko" ] || { echo "there is a module"; return 1; }
    done
}

# Sourced by ./run, test/run and the programs of test/bench: Debian packages, and the build.

# need COMMAND=PACKAGE ...: installs the packages whose command is missing when root, names them when not.
need() {
    local pair missing=()
    for pair in "$@"; do
        # Not root: /usr/sbin may be missing on the PATH though the command is there.
        PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%=*}" > /dev/null || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "${0##*/}: Debian packages are missing; install them with: sudo apt-get install ${missing[*]}" >&2
        return 1
    fi
    echo "Installing Debian packages: ${missing[*]}" >&2 # what asks may print for a program
    if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" > /tmp/onos-netmap-apt.log 2>&1; then
        # A machine whose package lists are old or empty.
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } > /tmp/onos-netmap-apt.log 2>&1 || {
            echo "${0##*/}: apt-get could not install ${missing[*]}:" >&2
            tail -5 /tmp/onos-netmap-apt.log >&2
            return 1
        }
    fi
}

# A JDK 11 to 24 and Maven. The JDK of Debian 12 is 17.
need_build_tools() {
    need javac=openjdk-17-jdk-headless mvn=maven
}

# build ROOT: the OAR and the embedded ONOS, unless nothing has changed since they were built.
build() {
    local root=$1 stamp=$1/karaf-features/target/built
    if [ -f "$stamp" ] && [ -z "$(find "$root" \( -name target -o -name .git \) -prune -o -type f \( -path '*/src/*' -o -name pom.xml \) -newer "$stamp" -print -quit)" ]; then
        return 0
    fi
    echo "Building onos-netmap and the embedded ONOS (the first time, Maven downloads some 200 MB)"
    if ! (cd "$root" && mvn -B -q -DskipTests package) > "$root/build.log" 2>&1; then
        echo "${0##*/}: the build failed; the end of $root/build.log says why:" >&2
        grep -E 'ERROR|BUILD' "$root/build.log" | head -20 >&2
        return 1
    fi
    rm -f "$root/build.log"
    mark_built "$root"
}

# mark_built ROOT: everything under target is as new as the sources.
mark_built() { touch "$1/karaf-features/target/built"; }

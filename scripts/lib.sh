# Shared by every script and by the kernel's launcher: where things live, and how they are made. Source it from bash.
#
# What is installed or compiled goes into one cache folder, so that it outlives a clone and several clones share it.
# What belongs to this clone alone goes into notebooks/kernel/build. Nothing else is touched. Each function does
# nothing, quickly, when its work is already done.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cache=${NOISYFER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/noisyfer}
build=$root/notebooks/kernel/build
evcxr_version=0.22.0
evcxr=$cache/tools/evcxr-$evcxr_version
# One environment per list of pins: clones at different commits do not disturb each other.
venv=$cache/venv-$(cksum <"$root/notebooks/kernel/requirements.txt" | cut -d' ' -f1)

# The same for every command, or cargo compiles everything again.
export CARGO_TARGET_DIR=$cache/target CARGO_INCREMENTAL=1
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_TARGET
# NOISYFER_FEATURES=cuda builds everything for NVIDIA GPUs too.
features=(${NOISYFER_FEATURES:+--features "$NOISYFER_FEATURES"})
# Cells compile outside this folder, where rust-toolchain.toml does not reach.
RUSTUP_TOOLCHAIN=$(sed -n 's/^channel = "\(.*\)"/\1/p' "$root/rust-toolchain.toml")
export RUSTUP_TOOLCHAIN

export JUPYTER_PATH=$build/jupyter JUPYTER_DATA_DIR=$cache/jupyter/data JUPYTER_CONFIG_DIR=$cache/jupyter/config
export JUPYTER_RUNTIME_DIR=$cache/jupyter/runtime IPYTHONDIR=$cache/jupyter/ipython JUPYTER_PLATFORM_DIRS=0
# No evcxr settings from the user's home: notebooks/evcxr.toml holds them all.
export EVCXR_CONFIG_DIR=$cache/jupyter/evcxr

say() { printf '%s\n' "$*" >&2; }

# step TEXT COMMAND...: says what is being done, and how long it took.
step() {
    local text=$1 start=$SECONDS
    shift
    say "==> $text"
    "$@"
    say "    done after $((SECONDS - start)) s"
}

# compile LOG COMMAND...: a cargo command that says how far it is; its output goes to LOG.
compile() { python3 "$root/scripts/compile.py" "$@"; }

require() {
    command -v "$1" >/dev/null || { say "$1 is needed: $2"; exit 1; }
}

# setup: all that scripts need. The kernel by itself builds the library, so JupyterLab does not wait for it.
setup() {
    setup_jupyter
    if ! python3 notebooks/kernel/front/library.py; then
        step "building the library (the first time about 14 minutes on 2 cores)" scripts/build
    fi
}

setup_jupyter() {
    require cargo "install Rust from https://rustup.rs"
    require cc "install a C compiler (Debian: build-essential)"
    require python3 "install Python 3.11 or newer"
    cd "$root"
    mkdir -p "$cache/jupyter"
    [ -e "$venv/complete" ] || step "installing JupyterLab (about 1 minute)" install_jupyter
    [ -x "$evcxr/bin/evcxr_jupyter" ] || step "installing the Rust kernel evcxr $evcxr_version (about 3 minutes on 2 cores)" install_evcxr
    write_kernelspec
}

install_jupyter() {
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Python 3.11 or newer is needed"; exit 1; }
    python3 -m venv --clear "$venv" || { say "python3 -m venv failed (Debian: install python3-venv)"; exit 1; }
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r notebooks/kernel/requirements.txt
    touch "$venv/complete"
}

install_evcxr() {
    compile "$cache/evcxr.log" cargo install evcxr_jupyter --version "$evcxr_version" --locked --config "$root/scripts/evcxr.toml" --root "$evcxr" --target-dir "$evcxr/target"
    rm -rf "$evcxr/target"
}

write_kernelspec() {
    local spec=$build/jupyter/kernels/noisyfer
    mkdir -p "$spec"
    cp "$root/notebooks/kernel/logo.svg" "$spec/logo-svg.svg"
    cat >"$spec/kernel.json" <<JSON
{
  "argv": ["$root/notebooks/kernel/launch", "{connection_file}"],
  "display_name": "Rust (noisyfer)",
  "language": "rust",
  "interrupt_mode": "signal"
}
JSON
}

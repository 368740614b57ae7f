# ./dev install, uninstall: what users run, in a prefix of their choice.

# read_prefix [--prefix DIR]: sets PREFIX.
read_prefix () {
  PREFIX=${HOME:-}/.local
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix) [ $# -ge 2 ] || die "--prefix names no folder" "--prefix DIR"; PREFIX=$2; shift ;;
      --prefix=*) PREFIX=${1#--prefix=} ;;
      *) die "'$1' is no option" "--prefix DIR" ;;
    esac
    shift
  done
  PREFIX=$(realpath -m -- "$PREFIX")
}

# may_write FOLDER: this user, there or in what is there of it.
may_write () {
  local folder=$1
  while [ ! -e "$folder" ]; do
    folder=$(dirname "$folder")
  done
  [ -w "$folder" ]
}

# in_prefix COMMAND...: as root where only root may write to it.
in_prefix () {
  if may_write "$PREFIX"; then "$@"; else as_root "$@"; fi
}

verb_install () {
  local stage status=0
  read_prefix "$@"
  prepare rdkafka duckdb
  stage=$(mktemp -d)
  python3 tests/dev/install.py stage build "$stage" &&
    in_prefix python3 tests/dev/install.py install "$stage" "$PREFIX" || status=$?
  rm -rf "$stage"
  return "$status"
}

verb_uninstall () {
  read_prefix "$@"
  in_prefix python3 tests/dev/install.py uninstall "$PREFIX"
}

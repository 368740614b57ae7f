# Programs on a virtual display: ./dev demo without one, ./dev screenshot, the
# user-interface tests.

# in_place COMMAND...: finds the settings schema in the build folder.
in_place () {
  env GSETTINGS_SCHEMA_DIR="$TOP/build/ui" "$@"
}

# on_virtual_display WIDTHxHEIGHT COMMAND...: with a session bus of its own and
# a home of its own, so that nothing of the user's is read or changed.
on_virtual_display () {
  local size=$1 home status=0
  shift
  have xvfb-run || die "xvfb-run is missing" "run ./dev setup"
  home=$(mktemp -d)
  mkdir -m 700 "$home/runtime"
  # No desktop is there to tell the font: GNOME's.
  mkdir -p "$home/config/gtk-4.0"
  printf '[Settings]\ngtk-font-name=Cantarell 11\n' >"$home/config/gtk-4.0/settings.ini"
  in_place env -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS \
    HOME="$home" XDG_RUNTIME_DIR="$home/runtime" \
    XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" \
    XDG_CACHE_HOME="$home/cache" XDG_STATE_HOME="$home/state" \
    GDK_BACKEND=x11 GSK_RENDERER=cairo GTK_A11Y=atspi ADW_DISABLE_PORTAL=1 \
    GSETTINGS_BACKEND=memory \
    xvfb-run --auto-servernum --server-args="-screen 0 ${size}x24 -nolisten tcp" \
    dbus-run-session -- "$@" || status=$?
  rm -rf "$home"
  return "$status"
}

verb_demo () {
  local pictures=$TOP/build/demo-screenshots
  prepare rdkafka duckdb
  [ -x build/app/weir ] || die "this build has no desktop program" \
    "rm -r build, then ./dev build (GTK 4.8 and libadwaita 1.2 come with ./dev setup)"
  if [ -n "${WAYLAND_DISPLAY:-}${DISPLAY:-}" ]; then
    in_place build/app/weir --demo "$@"
    return
  fi
  say "demo: no display here, running for 20 s on a virtual one"
  rm -rf "$pictures"
  mkdir -p "$pictures"
  on_virtual_display 1400x900 build/app/weir --demo --smoke "$pictures" --seconds 20 "$@" ||
    die "the demo ended with an error" "read its message above"
  say "demo: screenshots of every page are in ${pictures#"$TOP/"}"
}

# A function of this script, called by a program that cannot know functions:
# ./dev inside FUNCTION ARGUMENT...
verb_inside () {
  "$@"
}

# What runs beside the program inside the virtual display.
keep_picture () {
  local file=$1 after=$2 pid status=0
  shift 2
  "$@" &
  pid=$!
  sleep "$after"
  import -window root "$file" || status=1
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  return "$status"
}

verb_screenshot () {
  local size=1400x900 after=5 file=
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    case $1 in
      --size) size=$2; shift ;;
      --after) after=$2; shift ;;
      --dark) export ADW_DEBUG_COLOR_SCHEME=prefer-dark ;;
      *) file=$1 ;;
    esac
    shift
  done
  if [ $# -lt 2 ] || [ -z "$file" ]; then
    die "what to run, and where to keep the picture, is not said" \
      "./dev screenshot [--size WxH] [--after SECONDS] [--dark] FILE.png -- COMMAND..."
  fi
  shift
  on_virtual_display "$size" ./dev inside keep_picture "$(realpath -m "$file")" "$after" "$@"
  say "screenshot: $file"
}

# For test scripts, behind their lib.bash: commands at a terminal of their own. Needs python3.
cat >terminal.py <<'PY'
import os, pty, sys, time
# terminal.py COMMAND... : runs it at a terminal, answers each prompt with a line of standard input, prints all it saw.
answers = sys.stdin.buffer.read().splitlines(keepends=True)
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
seen, waiting = b"", b""
while True:
    try:
        got = os.read(fd, 4096)
    except OSError:
        break
    if not got:
        break
    seen += got
    waiting += got
    if waiting.endswith(b": ") and answers:
        waiting = b""
        os.write(fd, answers.pop(0))
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY

# at_terminal CODE ANSWERS COMMAND...: what it prints is in out.
at_terminal() {
    local wanted=$1 answers=$2 code=0
    shift 2
    printf '%b' "$answers" | python3 terminal.py "$@" >out 2>err || code=$?
    [ $code -eq "$wanted" ] || fail "exit code $code, not $wanted, of: $*"
}

// ptyrun COLS ROWS command args... runs a command on a terminal of that size, relays its own
// stdin and stdout to it unchanged, and ends with the command's exit code.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/creack/pty"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "ptyrun:", err)
		code = 125
	}
	os.Exit(code)
}

func run(args []string) (int, error) {
	if len(args) < 3 {
		return 0, errors.New("usage: ptyrun COLS ROWS command args...")
	}
	cols, colsErr := strconv.ParseUint(args[0], 10, 16)
	rows, rowsErr := strconv.ParseUint(args[1], 10, 16)
	if err := errors.Join(colsErr, rowsErr); err != nil {
		return 0, err
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	command := exec.Command(args[2], args[3:]...)
	terminal, err := pty.StartWithSize(command, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	if err != nil {
		return 0, err
	}
	go func() {
		for received := range signals {
			_ = command.Process.Signal(received)
		}
	}()
	go func() {
		_, _ = io.Copy(terminal, os.Stdin)
		// The writer went away, perhaps killed: hang up on the command, as a closed window would. The
		// kernel would tell it only when the read below has returned and the terminal is really closed.
		_ = command.Process.Signal(syscall.SIGHUP)
		_ = terminal.Close()
		time.Sleep(20 * time.Second)
		_ = command.Process.Kill()
	}()
	drained := make(chan struct{})
	go func() {
		// Linux answers EIO, not EOF, once the last process has closed its side.
		_, _ = io.Copy(os.Stdout, terminal)
		close(drained)
	}()
	code, err := exitCode(command.Wait())
	select {
	case <-drained:
	case <-time.After(time.Second): // something the command left behind keeps the terminal open
	}
	return code, err
}

func exitCode(err error) (int, error) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0, err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return exit.ExitCode(), nil
}

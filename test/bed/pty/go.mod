module koupctl.example/bed/pty

go 1.24.0

require github.com/creack/pty v1.1.24

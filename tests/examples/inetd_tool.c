/* Runs a program for one connection, which is its standard input. Usage: inetd_tool PROGRAM ARGUMENTS...; prints the
 * port that it listens on. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (argc < 2 || bind(listener, (struct sockaddr *)&address, len) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &len) != 0) {
        perror("inetd_tool");
        return 2;
    }
    printf("listening on port %u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
    int fd = accept(listener, NULL, NULL);
    if (fd < 0 || dup2(fd, STDIN_FILENO) < 0) {
        perror("inetd_tool");
        return 2;
    }
    close(fd);
    close(listener);
    execv(argv[1], argv + 1);
    perror(argv[1]);
    return 2;
}

/* Preloaded into test peers that can only listen on all addresses: they listen on the loopback instead. */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default"))) int bind(int fd, __CONST_SOCKADDR_ARG address, socklen_t length) {
    struct sockaddr_storage copy = {0};
    memcpy(&copy, address.__sockaddr__, length < sizeof copy ? length : sizeof copy);
    if (copy.ss_family == AF_INET) {
        ((struct sockaddr_in *)&copy)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    if (copy.ss_family == AF_INET6) {
        int only_v6 = 0;
        socklen_t size = sizeof only_v6;
        getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only_v6, &size);
        static const struct in6_addr mapped = {{{[10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1}}};
        ((struct sockaddr_in6 *)&copy)->sin6_addr = only_v6 ? in6addr_loopback : mapped;
    }
    return (int)syscall(SYS_bind, fd, &copy, length);
}

/* Announces to a tracker on 127.0.0.1 over UDP (BEP 15) for a while, many datagrams with each system call, so that it is
 * the tracker that is measured. Prints announces a second, and microseconds of the tracker's processor time for each.
 *
 *   udp_load ANNOUNCES PORT PID SECONDS WARM_UP_SECONDS THREADS
 *       ANNOUNCES: a file of announces, 98 bytes each; the connection id is put in here
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECT = 0,
    ANNOUNCE = 1,
    ANNOUNCE_BYTES = 98,
    ANSWER_BYTES = 2048,
    SOCKETS = 16,      /* a thread; a system spreads datagrams over a server's sockets by where they come from */
    WINDOW = 16,       /* announces under way on a socket */
    FEW = SOCKETS * WINDOW / 4,
    PAUSE_NANOS = 100000, /* much less than it takes to answer a window on all sockets */
    SILENCE_MILLIS = 200,
    WARM_UP_LIMIT = 60
};

static const uint64_t PROTOCOL_ID = 0x41727101980ULL;

struct line {
    int socket;
    int under_way;
    uint64_t connection_id; /* as it stands on the wire */
};

static unsigned char *announces;
static uint32_t peers;
static struct sockaddr_in tracker;
static atomic_uint next_peer;
static atomic_ulong answered;
static atomic_bool stop;

static void fail(const char *what) {
    fprintf(stderr, "udp_load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint32_t word(const unsigned char *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return ntohl(value);
}

/* A socket with a connection id of its own. */
static struct line open_line(void) {
    struct line line = {.socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)};
    if (line.socket < 0 || connect(line.socket, (struct sockaddr *)&tracker, sizeof tracker)) fail("socket");
    unsigned char request[16] = {0}, answer[16];
    uint64_t magic = htobe64(PROTOCOL_ID);
    memcpy(request, &magic, sizeof magic);
    request[15] = 1;
    for (int attempt = 0; attempt < 25; attempt++) {
        if (send(line.socket, request, sizeof request, 0) < 0) fail("connect");
        struct pollfd wait = {.fd = line.socket, .events = POLLIN};
        if (poll(&wait, 1, SILENCE_MILLIS) > 0 && recv(line.socket, answer, sizeof answer, 0) == sizeof answer) {
            memcpy(&line.connection_id, answer + 8, sizeof line.connection_id);
            return line;
        }
    }
    errno = ETIMEDOUT;
    fail("connect");
    return line;
}

static void *announce(void *unused) {
    struct line lines[SOCKETS];
    struct pollfd waits[SOCKETS];
    static _Thread_local unsigned char out[WINDOW][ANNOUNCE_BYTES], in[WINDOW][ANSWER_BYTES];
    struct iovec out_parts[WINDOW], in_parts[WINDOW];
    struct mmsghdr outs[WINDOW] = {0}, ins[WINDOW] = {0};
    for (int i = 0; i < WINDOW; i++) {
        out_parts[i] = (struct iovec){out[i], ANNOUNCE_BYTES};
        in_parts[i] = (struct iovec){in[i], ANSWER_BYTES};
        outs[i].msg_hdr = (struct msghdr){.msg_iov = &out_parts[i], .msg_iovlen = 1};
        ins[i].msg_hdr = (struct msghdr){.msg_iov = &in_parts[i], .msg_iovlen = 1};
    }
    for (int i = 0; i < SOCKETS; i++) {
        lines[i] = open_line();
        waits[i] = (struct pollfd){.fd = lines[i].socket, .events = POLLIN};
    }
    while (!stop) {
        unsigned long received = 0;
        for (int i = 0; i < SOCKETS; i++) {
            struct line *line = &lines[i];
            int count = recvmmsg(line->socket, ins, WINDOW, MSG_DONTWAIT, NULL);
            if (count < 0 && errno != EAGAIN && errno != EINTR) fail("receive");
            for (int answer = 0; answer < count; answer++) {
                if (word(in[answer]) == CONNECT) continue; /* to a question asked twice */
                if (ins[answer].msg_len < 20 || word(in[answer]) != ANNOUNCE) {
                    fprintf(stderr, "udp_load: refused: %.*s\n", (int)ins[answer].msg_len - 8, in[answer] + 8);
                    exit(1);
                }
            }
            if (count > 0) {
                line->under_way = count > line->under_way ? 0 : line->under_way - count;
                received += count;
            }
            int room = WINDOW - line->under_way;
            if (room > 0) {
                uint32_t first = atomic_fetch_add(&next_peer, room);
                for (int request = 0; request < room; request++) {
                    memcpy(out[request], announces + (size_t)((first + request) % peers) * ANNOUNCE_BYTES, ANNOUNCE_BYTES);
                    memcpy(out[request], &line->connection_id, sizeof line->connection_id);
                }
                int sent = sendmmsg(line->socket, outs, room, 0);
                if (sent < 0 && errno != EAGAIN && errno != EINTR && errno != ENOBUFS) fail("send");
                line->under_way += sent > 0 ? sent : 0;
            }
        }
        answered += received;
        if (received > 0 && received < FEW) {
            /* more at once the next time, and the processor to the tracker until then */
            nanosleep(&(struct timespec){0, PAUSE_NANOS}, NULL);
        } else if (received == 0 && poll(waits, SOCKETS, SILENCE_MILLIS) == 0) {
            /* what has not come by now is lost */
            for (int i = 0; i < SOCKETS; i++) lines[i].under_way = 0;
        }
    }
    return unused;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double processor_seconds(const char *pid) {
    char path[64], stat[1024];
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    stat[fread(stat, 1, sizeof stat - 1, file)] = 0;
    fclose(file);
    unsigned long user, system;
    char *behind_name = strrchr(stat, ')');
    if (!behind_name || sscanf(behind_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) fail(path);
    return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

static void rest(double seconds) {
    struct timespec time = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
    nanosleep(&time, NULL);
}

int main(int count, char **words) {
    if (count != 7) {
        fprintf(stderr, "usage: %s ANNOUNCES PORT PID SECONDS WARM_UP_SECONDS THREADS\n", words[0]);
        return 2;
    }
    FILE *file = fopen(words[1], "rb");
    if (!file || fseek(file, 0, SEEK_END)) fail(words[1]);
    long bytes = ftell(file);
    rewind(file);
    announces = malloc(bytes);
    peers = bytes / ANNOUNCE_BYTES;
    if (!peers || fread(announces, 1, bytes, file) != (size_t)bytes) fail(words[1]);
    fclose(file);
    tracker = (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(atoi(words[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    double seconds = atof(words[4]), warm_up = atof(words[5]);
    int threads = atoi(words[6]);
    pthread_t running[threads];
    for (int i = 0; i < threads; i++)
        if (pthread_create(&running[i], NULL, announce, NULL)) fail("thread");
    double begun = now();
    while (answered < peers || now() - begun < warm_up) {
        if (now() - begun > WARM_UP_LIMIT) {
            fprintf(stderr, "udp_load: after a minute %lu answers, too few to begin\n", (unsigned long)answered);
            return 1;
        }
        rest(0.02);
    }
    unsigned long before = answered;
    double processor = processor_seconds(words[3]), start = now();
    rest(seconds);
    unsigned long announced = answered - before;
    processor = processor_seconds(words[3]) - processor;
    seconds = now() - start;
    stop = true;
    for (int i = 0; i < threads; i++) pthread_join(running[i], NULL);
    printf("%.0f %.2f\n", announced / seconds, processor * 1e6 / (announced ? announced : 1));
    return 0;
}

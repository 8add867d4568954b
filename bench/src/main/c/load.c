// The load generator: one thread, epoll, one prepared request over and over to 127.0.0.1. Usage: load NAME=VALUE ...
//
//   port=N         where to
//   request=FILE   the whole request, head and body
//   conns=N        connections, all opened before the window begins
//   ramp=N         connections opened per second (default 20000)
//   rate=N         requests per second at even intervals, each timed from the moment it should have been sent;
//                  absent: every connection sends again as soon as it has its answer
//   warm=S         seconds before the window (default 0.3)
//   seconds=S      the window
//   pid=N          the process whose CPU time and memory are taken (default: none)
//   events=N       the answer is a stream of so many `data:` events before `[DONE]`; absent: one JSON object
//   expect=TEXT    what the answer, or each event, holds: it shows whose model name came back
//   settle=S       wait so long at most, at the end, for the process to become idle (default 0)
//   hang-up=1      leave at the window's end (default: wait for outstanding answers, 5 s at most)
//
// It prints `steady` when the window begins, and `NAME=VALUE ...` at its end: times in ns, memory in KiB. `all` and `all-cpu`
// are of the whole run, from the first connection until the process is idle, so that work put off is seen. Every answer
// is checked; what fails is counted under `errors`, and the first one is shown on stderr.
#include "common.h"

#define ANSWER_MAX (256u << 10)
#define ERRORS_MAX 1000
#define DRAIN (5 * SECOND)
#define IDLE_WINDOW (SECOND / 2)
#define IDLE_CPU (IDLE_WINDOW / 100)

enum phase { HEAD, SIZED, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, LAST_CHUNK, COMPLETE };

struct conn {
    int fd;
    enum state { CONNECTING, IDLE, BUSY } state;
    enum phase phase;
    size_t sent; // of the request
    uint64_t began; // when it was, or should have been, sent
    int status, events;
    bool done;
    size_t left; // of the body or chunk at hand
    size_t len, cap;
    char *buf; // the head, then the body or the event at hand
    struct conn *next_idle;
};

// Counts by value with an error of at most 1/64: linear below 64, then 64 steps for each power of two.
struct histogram {
    uint64_t total, counts[64 * 60];
};

static struct {
    int port, conns, events;
    pid_t pid;
    double ramp, rate, warm, seconds, settle;
    bool hang_up;
    const char *request, *expect;
} options = {.ramp = 20000, .warm = 0.3, .expect = ""};

static int epoll;
static char *request;
static size_t request_len;
static struct conn *conns, *idle;
static int opened, connected;
static bool in_window, draining, sending = true;
static uint64_t started; // when the first connection is to be opened
static uint64_t due, interval; // of the next request, with rate=
static uint64_t all, oks, errors, chunks, outstanding;
static struct histogram latencies, transits;

static void record(struct histogram *h, uint64_t value) {
    int shift = value < 64 ? 0 : 57 - __builtin_clzll(value);
    h->counts[(size_t)shift * 64 + (value >> shift)]++;
    h->total++;
}

static uint64_t percentile(const struct histogram *h, double share) {
    uint64_t rank = (uint64_t)(share * (double)h->total), seen = 0;
    for (size_t i = 0; i < sizeof h->counts / sizeof *h->counts; i++) {
        seen += h->counts[i];
        if (seen > rank) return i < 128 ? i : (i % 64 + 64) << (i / 64 - 1);
    }
    return 0;
}

static void connect_to_port(struct conn *c) {
    struct sockaddr_in address = loopback(options.port);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) die("socket: %s", strerror(errno));
    no_delay(c->fd);
    c->state = CONNECTING;
    if (connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS) {
        die("127.0.0.1:%d: %s", options.port, strerror(errno));
    }
    watch(epoll, EPOLL_CTL_ADD, c->fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, c);
}

static void forget_idle(const struct conn *gone) {
    struct conn **link = &idle;
    while (*link && *link != gone) link = &(*link)->next_idle;
    if (*link) *link = gone->next_idle;
}

// Counts one error, and takes a new connection in place of the one that failed.
static void fail(struct conn *c, const char *why) {
    if (errors++ == 0) fprintf(stderr, "first error: %s; status %d, read: %.*s\n", why, c->status, (int)c->len, c->buf ? c->buf : "");
    if (errors > ERRORS_MAX) die("more than %d errors", ERRORS_MAX);
    if (c->state != CONNECTING) connected--;
    if (c->state == BUSY) outstanding--;
    if (c->state == IDLE) forget_idle(c);
    close(c->fd);
    connect_to_port(c);
}

static bool push_request(struct conn *c) {
    while (c->sent < request_len) {
        ssize_t n = write(c->fd, request + c->sent, request_len - c->sent);
        if (n < 0) return errno == EAGAIN;
        c->sent += (size_t)n;
    }
    return true;
}

static void begin(struct conn *c, uint64_t at) {
    c->state = BUSY;
    c->phase = HEAD;
    c->began = at;
    c->sent = c->len = 0;
    c->events = c->status = 0;
    c->done = false;
    outstanding++;
    if (!push_request(c)) fail(c, "the request could not be written");
}

// The connection has nothing to do: it begins at once, or waits for its turn when there is a rate.
static void release(struct conn *c) {
    c->state = IDLE;
    if (!interval && sending) return begin(c, now_ns());
    c->next_idle = idle;
    idle = c;
}

static void send_what_is_due(uint64_t now) {
    while (interval && sending && idle && due <= now) {
        struct conn *c = idle;
        idle = c->next_idle;
        begin(c, due);
        due += interval;
    }
}

static bool holds(const char *text, size_t len, const char *part) {
    return memmem(text, len, part, strlen(part)) != NULL;
}

// Returns what is wrong with a complete answer, or null.
static const char *verdict(const struct conn *c) {
    if (c->status != 200) return "the status is not 200";
    if (options.events) {
        if (!c->done) return "no [DONE]";
        return c->events == options.events ? NULL : "not the expected number of events";
    }
    if (c->len == 0 || c->buf[c->len - 1] != '}' || !holds(c->buf, c->len, "bench-end")) return "the body is not whole";
    return holds(c->buf, c->len, options.expect) ? NULL : "the expected text is missing";
}

static void complete(struct conn *c) {
    const char *wrong = verdict(c);
    if (wrong) return fail(c, wrong);
    outstanding--;
    all++;
    if (in_window) oks++;
    // With a rate, an answer that stalls beyond the window must not vanish from the latencies.
    if (in_window || (draining && interval)) record(&latencies, now_ns() - c->began);
    release(c);
}

static void append(struct conn *c, const char *bytes, size_t len) {
    if (c->len + len > c->cap) {
        c->cap = c->len + len + 1024;
        c->buf = realloc(c->buf, c->cap);
        if (!c->buf || c->cap > ANSWER_MAX) die("an answer of more than %u bytes", ANSWER_MAX);
    }
    memcpy(c->buf + c->len, bytes, len);
    c->len += len;
}

// An event without the expected text counts for nothing, so that the stream fails at its end.
static void take_event(struct conn *c, const char *event, size_t len) {
    if (event[0] == ':') return;
    if (holds(event, len, "data: [DONE]")) {
        c->done = true;
        return;
    }
    if (!holds(event, len, options.expect)) return;
    c->events++;
    if (!in_window) return;
    chunks++;
    const char *stamp = memmem(event, len, " " STAMP_MARK, 1 + strlen(STAMP_MARK));
    if (stamp) record(&transits, now_ns() - strtoull(stamp + 1 + strlen(STAMP_MARK), NULL, 10));
}

static void take_body(struct conn *c, const char *bytes, size_t len) {
    append(c, bytes, len);
    if (!options.events || c->status != 200) return;
    char *start = c->buf, *limit = c->buf + c->len, *end;
    while ((end = memmem(start, (size_t)(limit - start), "\n\n", 2))) {
        take_event(c, start, (size_t)(end - start));
        start = end + 2;
    }
    c->len = (size_t)(limit - start);
    memmove(c->buf, start, c->len);
}

static void read_head(struct conn *c, size_t head_len) {
    c->status = atoi(c->buf + strlen("HTTP/1.1 "));
    c->phase = CHUNK_SIZE;
    c->left = 0;
    char *end = c->buf + head_len - 2;
    for (char *line = c->buf; line < end; line = (char *)memchr(line, '\n', (size_t)(end + 2 - line)) + 1) {
        if (strncasecmp(line, "content-length:", 15) != 0) continue;
        c->left = strtoul(line + 15, NULL, 10);
        c->phase = c->left ? SIZED : COMPLETE;
    }
    c->len = 0;
}

// Each takes what it can of the bytes, and says how many that were.
static size_t take_head(struct conn *c, const char *bytes, size_t len) {
    size_t before = c->len;
    append(c, bytes, len);
    char *end = memmem(c->buf, c->len, "\r\n\r\n", 4);
    if (!end) return len;
    size_t head_len = (size_t)(end - c->buf) + 4;
    read_head(c, head_len);
    return head_len - before;
}

static size_t take_piece(struct conn *c, const char *bytes, size_t len) {
    size_t taken = len < c->left ? len : c->left;
    take_body(c, bytes, taken);
    c->left -= taken;
    if (c->left == 0) {
        c->phase = c->phase == SIZED ? COMPLETE : CHUNK_END;
        c->left = 2;
    }
    return taken;
}

static size_t take_chunk_size(struct conn *c, char digit) {
    if (digit >= '0' && digit <= '9') c->left = c->left * 16 + (size_t)(digit - '0');
    else if ((digit | 32) >= 'a' && (digit | 32) <= 'f') c->left = c->left * 16 + (size_t)((digit | 32) - 'a' + 10);
    else if (digit == '\n') {
        c->phase = c->left ? CHUNK_DATA : LAST_CHUNK;
        if (!c->left) c->left = 2;
    }
    return 1;
}

static size_t skip_line_end(struct conn *c) {
    if (--c->left == 0) c->phase = c->phase == LAST_CHUNK ? COMPLETE : CHUNK_SIZE;
    return 1;
}

static size_t take(struct conn *c, const char *bytes, size_t len) {
    switch (c->phase) {
    case HEAD: return take_head(c, bytes, len);
    case SIZED:
    case CHUNK_DATA: return take_piece(c, bytes, len);
    case CHUNK_SIZE: return take_chunk_size(c, *bytes);
    case CHUNK_END:
    case LAST_CHUNK: return skip_line_end(c);
    case COMPLETE: break;
    }
    return 0;
}

// Edge-triggered: a read that does not fill the buffer has emptied the socket.
static void read_answer(struct conn *c) {
    static char bytes[256 << 10];
    ssize_t n;
    do {
        n = read(c->fd, bytes, sizeof bytes);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0 || c->state != BUSY) return fail(c, n <= 0 ? "closed by the server" : "bytes that nobody asked for");
        for (size_t at = 0; at < (size_t)n && c->phase != COMPLETE;) at += take(c, bytes + at, (size_t)n - at);
        if (c->phase == COMPLETE) return complete(c);
    } while (n == sizeof bytes);
}

static void handle(struct conn *c, uint32_t ready) {
    if (c->state == CONNECTING) {
        int error = 0;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){sizeof error});
        if (error) return fail(c, strerror(error));
        connected++;
        return release(c);
    }
    if (c->state == BUSY && ready & EPOLLOUT && !push_request(c)) return fail(c, "the request could not be written");
    if (ready & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) read_answer(c);
}

static void load_request(void) {
    FILE *file = fopen(options.request, "rb");
    if (!file) die("%s: %s", options.request, strerror(errno));
    fseek(file, 0, SEEK_END);
    request_len = (size_t)ftell(file);
    rewind(file);
    request = malloc(request_len);
    if (!request || fread(request, 1, request_len, file) != request_len) die("%s: cannot be read", options.request);
    fclose(file);
}

static void parse(const char *argument) {
    const char *value = strchr(argument, '=');
    if (!value) die("%s: NAME=VALUE expected", argument);
    size_t len = (size_t)(value++ - argument);
#define IS(name) (len == strlen(name) && memcmp(argument, name, len) == 0)
    if (IS("port")) options.port = atoi(value);
    else if (IS("request")) options.request = value;
    else if (IS("conns")) options.conns = atoi(value);
    else if (IS("ramp")) options.ramp = atof(value);
    else if (IS("rate")) options.rate = atof(value);
    else if (IS("warm")) options.warm = atof(value);
    else if (IS("seconds")) options.seconds = atof(value);
    else if (IS("settle")) options.settle = atof(value);
    else if (IS("pid")) options.pid = atoi(value);
    else if (IS("events")) options.events = atoi(value);
    else if (IS("expect")) options.expect = value;
    else if (IS("hang-up")) options.hang_up = atoi(value) != 0;
    else die("%s: unknown option", argument);
}

static uint64_t cpu_of_process(void) {
    clockid_t clock;
    if (!options.pid) return 0;
    if (clock_getcpuclockid(options.pid, &clock) != 0) die("process %d is gone", options.pid);
    return clock_ns(clock);
}

static void await_idle(void) {
    uint64_t end = now_ns() + (uint64_t)(options.settle * SECOND), before = cpu_of_process(), used = IDLE_CPU;
    while (used >= IDLE_CPU && now_ns() < end) {
        nanosleep(&(struct timespec){.tv_nsec = IDLE_WINDOW}, NULL);
        used = cpu_of_process() - before;
        before += used;
    }
}

static long memory_of_process(void) {
    char path[64];
    long size, resident = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", options.pid);
    FILE *file = options.pid ? fopen(path, "r") : NULL;
    if (!file) return 0;
    if (fscanf(file, "%ld %ld", &size, &resident) != 2) die("%s: cannot be read", path);
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static uint64_t soonest(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// One turn: opens, sends and reads until the deadline or the next thing to do.
static void turn(uint64_t deadline) {
    uint64_t step = (uint64_t)((double)SECOND / options.ramp), now = now_ns();
    for (; opened < options.conns && started + (uint64_t)opened * step <= now; opened++) connect_to_port(&conns[opened]);
    send_what_is_due(now);
    if (opened < options.conns) deadline = soonest(deadline, started + (uint64_t)opened * step);
    if (interval && sending && idle) deadline = soonest(deadline, due);
    struct epoll_event events[256];
    int ready = wait_until(epoll, events, 256, deadline);
    for (int i = 0; i < ready; i++) handle(events[i].data.ptr, events[i].events);
}

static void run_until(uint64_t deadline) {
    while (now_ns() < deadline) turn(deadline);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) parse(argv[i]);
    if (!options.port || !options.request || options.conns < 1 || options.seconds <= 0) die("port, request, conns, seconds: needed");
    prepare_process();
    load_request();
    epoll = epoll_create1(0);
    conns = calloc((size_t)options.conns, sizeof *conns);
    if (!conns) die("no memory");
    if (options.rate > 0) interval = (uint64_t)((double)SECOND / options.rate);
    due = UINT64_MAX; // until all are connected

    uint64_t all_cpu = cpu_of_process();
    started = now_ns();
    uint64_t limit = started + 60 * SECOND;
    while (connected < options.conns) {
        if (now_ns() > limit) die("only %d of %d connections after a minute", connected, options.conns);
        turn(limit);
    }
    due = now_ns();
    run_until(due + (uint64_t)(options.warm * SECOND));

    puts("steady");
    fflush(stdout);
    uint64_t from = now_ns(), cpu = cpu_of_process();
    in_window = true;
    run_until(from + (uint64_t)(options.seconds * SECOND));
    cpu = cpu_of_process() - cpu;
    uint64_t elapsed = now_ns() - from;
    long memory = memory_of_process();

    in_window = sending = false;
    draining = true;
    for (uint64_t end = now_ns() + DRAIN; !options.hang_up && outstanding > 0 && now_ns() < end;) turn(end);
    if (!options.hang_up && outstanding > 0) {
        fprintf(stderr, "%llu requests without an answer\n", (unsigned long long)outstanding);
        errors += outstanding;
    }
    await_idle();
    all_cpu = cpu_of_process() - all_cpu;
    printf("all=%llu all-cpu=%llu ok=%llu errors=%llu chunks=%llu elapsed=%llu cpu=%llu memory=%ld p50=%llu p99=%llu p999=%llu transit50=%llu transit99=%llu\n",
        (unsigned long long)all, (unsigned long long)all_cpu, (unsigned long long)oks, (unsigned long long)errors, (unsigned long long)chunks, (unsigned long long)elapsed,
        (unsigned long long)cpu, memory, (unsigned long long)percentile(&latencies, 0.5),
        (unsigned long long)percentile(&latencies, 0.99), (unsigned long long)percentile(&latencies, 0.999),
        (unsigned long long)percentile(&transits, 0.5), (unsigned long long)percentile(&transits, 0.99));
}

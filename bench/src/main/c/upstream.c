// The mock upstream: one thread, epoll, OpenAI's chat completions on 127.0.0.1. Usage: upstream PORT
//
// A request is answered with one JSON object of some 560 bytes, or, when its body says `"stream":true`, with 100 events of
// some 190 bytes, each one write(); the pace is chosen by the field `user` of the body: "pace-5ms", "pace-1s", else none.
// A request whose model or key is not the upstream's own is refused with status 400, so that no proxy gains by not rewriting it.
#include "common.h"

#define MODEL "\"model\":\"bench-upstream\""
#define KEY "Bearer bench-key"
#define EVENTS 100
#define FRAMES (EVENTS + 2) // and one with the usage, when asked for, and `[DONE]`
#define HEAD_MAX (16u << 10)
#define BODY_MAX (8u << 20)
// Clients write the long `messages` first and the short fields last; what a gateway adds stands at either end.
#define EDGE 1024u

struct conn {
    int fd;
    bool gone, streaming, usage_asked, blocked;
    struct pace *pace; // whose queue holds it; null: streams as fast as the socket takes it
    struct conn *later; // the next one in that queue
    uint64_t due;
    int frame; // the next one to write
    size_t frame_len, frame_sent;
    size_t len, cap, head, whole; // of the request; `head` and `whole` are 0 until its head is read
    char *in;
    char out[320];
};

// All streams of one pace wait equally long, so the order of arrival is the order of time: a queue is all the timer needed.
struct pace {
    const char *user;
    uint64_t interval;
    struct conn *first, *last;
};

struct text {
    size_t len;
    char bytes[1024];
};

static struct pace paces[] = {
    {"\"user\":\"pace-5ms\"", SECOND / 200, NULL, NULL},
    {"\"user\":\"pace-1s\"", SECOND, NULL, NULL},
};
#define PACES (sizeof paces / sizeof *paces)

static int epoll;
static struct text whole_answer, event, last_event, usage, done;
static size_t stamp_at; // in `event` and `last_event`
static const char stream_head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                                  "x-request-id: bench\r\nTransfer-Encoding: chunked\r\n\r\n";

static void prepare_whole_answer(void) {
    static const char body[] =
        "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1764000000," MODEL
        ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"A roundhouse is where engines are swapped on "
        "a turntable. It carries one engine at a time, and each stall holds one that is ready to leave. bench-end\","
        "\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":250,"
        "\"completion_tokens\":42,\"total_tokens\":292,\"prompt_tokens_details\":{\"cached_tokens\":0}},"
        "\"system_fingerprint\":\"fp_bench\"}";
    whole_answer.len = (size_t)snprintf(whole_answer.bytes, sizeof whole_answer.bytes,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: bench\r\nContent-Length: %zu\r\n\r\n%s",
        sizeof body - 1, body);
}

static void prepare_frame(struct text *frame, const char *data, const char *end) {
    frame->len = (size_t)snprintf(
        frame->bytes, sizeof frame->bytes, "%zx\r\ndata: %s\n\n\r\n%s", strlen(data) + strlen("data: \n\n"), data, end);
}

static void prepare_frames(void) {
#define CHUNK "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1764000000," MODEL ",\"choices\":["
#define DELTA CHUNK "{\"index\":0,\"delta\":{\"content\":\" " STAMP_MARK "0000000000000000\"},\"finish_reason\":"
    prepare_frame(&event, DELTA "null}]}", "");
    prepare_frame(&last_event, DELTA "\"stop\"}]}", "");
    prepare_frame(&usage, CHUNK "],\"usage\":{\"prompt_tokens\":250,\"completion_tokens\":100,\"total_tokens\":350}}", "");
    prepare_frame(&done, "[DONE]", "0\r\n\r\n");
    stamp_at = (size_t)(strstr(event.bytes, STAMP_MARK) - event.bytes) + strlen(STAMP_MARK);
}

// The memory goes by discard(), once no queue holds the connection any more.
static void hang_up(struct conn *c) {
    if (c->gone) return;
    close(c->fd);
    c->gone = true;
}

static void discard(struct conn *c) {
    if (!c->gone || c->pace) return;
    free(c->in);
    free(c);
}

static void enqueue(struct pace *pace, struct conn *c, uint64_t due) {
    c->pace = pace;
    c->due = due;
    c->later = NULL;
    if (pace->last) pace->last->later = c;
    else pace->first = c;
    pace->last = c;
}

static struct conn *dequeue(struct pace *pace) {
    struct conn *c = pace->first;
    pace->first = c->later;
    if (!pace->first) pace->last = NULL;
    c->pace = NULL;
    return c;
}

static const struct text *frame_at(int index) {
    if (index < EVENTS - 1) return &event;
    if (index == EVENTS - 1) return &last_event;
    return index == EVENTS ? &usage : &done;
}

static void compose(struct conn *c) {
    const struct text *frame = frame_at(c->frame);
    memcpy(c->out, frame->bytes, frame->len);
    c->frame_len = frame->len;
    c->frame_sent = 0;
    if (c->frame >= EVENTS) return;
    char *digit = c->out + stamp_at + STAMP_DIGITS;
    for (uint64_t stamp = now_ns(); stamp > 0; stamp /= 10) *--digit = (char)('0' + stamp % 10);
}

// Writes the frame at hand. False when the socket takes no more now, or the peer has gone.
static bool write_frame(struct conn *c) {
    if (c->frame_sent == c->frame_len) compose(c);
    ssize_t n = write(c->fd, c->out + c->frame_sent, c->frame_len - c->frame_sent);
    if (n < 0 && errno != EAGAIN) hang_up(c);
    if (n > 0) c->frame_sent += (size_t)n;
    if (c->gone || c->frame_sent < c->frame_len) return false;
    c->frame++;
    if (c->frame == EVENTS && !c->usage_asked) c->frame++;
    if (c->frame == FRAMES) c->streaming = false;
    return true;
}

// Streams without a pace wait for the socket; paced ones simply try again when their next frame is due.
static void write_frames(struct conn *c) {
    while (c->streaming && write_frame(c)) {}
    if (c->gone || c->blocked == c->streaming) return;
    c->blocked = c->streaming;
    watch(epoll, EPOLL_CTL_MOD, c->fd, c->blocked ? EPOLLIN | EPOLLOUT : EPOLLIN, c);
}

// Writes what is due, and says when the next frame is (monotonic, ns).
static uint64_t run_paces(void) {
    uint64_t next = now_ns() + SECOND;
    for (struct pace *pace = paces; pace < paces + PACES; pace++) {
        while (pace->first && pace->first->due <= now_ns()) {
            struct conn *c = dequeue(pace);
            if (!c->gone) write_frame(c);
            if (!c->gone && c->streaming) enqueue(pace, c, c->due + pace->interval);
            discard(c);
        }
        if (pace->first && pace->first->due < next) next = pace->first->due;
    }
    return next;
}

static void send_whole(struct conn *c, const char *bytes, size_t len) {
    if (write(c->fd, bytes, len) != (ssize_t)len) hang_up(c);
}

static void refuse(struct conn *c, const char *why) {
    char text[256];
    int len = snprintf(text, sizeof text,
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n{\"error\":{\"message\":\"%s\"}}",
        strlen(why) + strlen("{\"error\":{\"message\":\"\"}}"), why);
    send_whole(c, text, (size_t)len);
}

static bool at_an_edge(const char *body, size_t len, const char *text) {
    size_t edge = len < EDGE ? len : EDGE;
    return memmem(body + len - edge, edge, text, strlen(text)) || memmem(body, edge, text, strlen(text));
}

static void answer(struct conn *c) {
    const char *body = c->in + c->head;
    size_t len = c->whole - c->head;
    if (!at_an_edge(body, len, MODEL)) return refuse(c, "the model is not bench-upstream");
    if (!memmem(c->in, c->head, KEY, strlen(KEY))) return refuse(c, "the key is not bench-key");
    if (!at_an_edge(body, len, "\"stream\":true")) return send_whole(c, whole_answer.bytes, whole_answer.len);
    c->streaming = true;
    c->usage_asked = at_an_edge(body, len, "\"include_usage\":true");
    c->frame = 0;
    c->frame_len = c->frame_sent = 0;
    send_whole(c, stream_head, sizeof stream_head - 1);
    for (struct pace *pace = paces; pace < paces + PACES; pace++) {
        if (!at_an_edge(body, len, pace->user)) continue;
        // The first frame leaves at once: a queue holds only what waits its whole interval, or it would not be in order.
        if (!c->gone) write_frame(c);
        if (!c->gone) enqueue(pace, c, now_ns() + pace->interval);
        return;
    }
    if (!c->gone) write_frames(c);
}

// Finds the end of the head and the length of the body. False when the request is not one that this mock reads.
static bool read_head(struct conn *c) {
    char *end = memmem(c->in, c->len, "\r\n\r\n", 4);
    if (!end) return c->len < HEAD_MAX;
    c->head = (size_t)(end - c->in) + 4;
    for (char *line = c->in; line < end; line = (char *)memchr(line, '\n', (size_t)(end + 2 - line)) + 1) {
        if (strncasecmp(line, "content-length:", 15) == 0) c->whole = c->head + strtoul(line + 15, NULL, 10);
    }
    return c->whole > c->head && c->whole < BODY_MAX;
}

static void reserve(struct conn *c, size_t cap) {
    if (cap <= c->cap) return;
    c->in = realloc(c->in, cap);
    if (!c->in) die("no memory");
    c->cap = cap;
}

static void read_request(struct conn *c) {
    reserve(c, c->whole ? c->whole : 4096);
    if (c->len == c->cap) reserve(c, c->cap * 2);
    ssize_t n = read(c->fd, c->in + c->len, c->cap - c->len);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return hang_up(c);
    c->len += (size_t)n;
    if (!c->whole && !read_head(c)) return hang_up(c);
    if (!c->whole || c->len < c->whole) return;
    answer(c);
    c->len = c->whole = 0;
}

static void accept_all(int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct conn *c = calloc(1, sizeof *c);
        if (!c) die("no memory");
        c->fd = fd;
        no_delay(fd);
        watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, c);
    }
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = loopback(port);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 4096) != 0) {
        die("127.0.0.1:%d: %s", port, strerror(errno));
    }
    return fd;
}

int main(int argc, char **argv) {
    if (argc != 2) die("usage: upstream PORT");
    prepare_process();
    prepare_whole_answer();
    prepare_frames();
    epoll = epoll_create1(0);
    int listener = listen_on(atoi(argv[1]));
    watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
    for (;;) {
        struct epoll_event events[256];
        int ready = wait_until(epoll, events, 256, run_paces());
        for (int i = 0; i < ready; i++) {
            struct conn *c = events[i].data.ptr;
            if (!c) {
                accept_all(listener);
                continue;
            }
            if (c->blocked && events[i].events & EPOLLOUT) write_frames(c);
            else read_request(c);
            discard(c);
        }
    }
}

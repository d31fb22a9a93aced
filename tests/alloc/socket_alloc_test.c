/* Connections when memory runs out: each allocation of theirs fails once, with a made-up engine. */
#include "alloc/failing_malloc.h"
#include "unit/socket_support.h"
#include "unit/fake_engine.h"

static const struct tl_client_config client_config = {5000, 5000, false};
static const struct tl_server_config server_config = {5000, false, false, 0};

/* Both ends are made, shake hands, send a word that is put back and read again, and end in a broken pipe. True: all of
 * it happened, with the error at the end in full. */
static bool run(const int fd[2]) {
    static tl_error error;
    char word[4] = "";
    size_t len = 0;
    tl_conn *client = tl_client(fd[0], "host", &client_config, &error);
    tl_conn *server = client != NULL ? tl_server(fd[1], &server_config, &error) : NULL;
    if (server == NULL) {
        assert_int_equal(error.reason, TL_REASON_OUT_OF_MEMORY);
        tl_free(client);
        client != NULL ? close(fd[1]) : (close(fd[0]), close(fd[1])); /* what failed left them open */
        return false;
    }
    (void)!tl_handshake(client);
    (void)!tl_handshake(server);
    assert_int_equal(tl_handshake(client), TL_OK);
    assert_int_equal(tl_handshake(server), TL_OK);
    assert_int_equal(tl_write(client, "word", 4, &len), TL_OK);
    assert_int_equal(tl_read(server, word, sizeof word, &len), TL_OK);
    tl_result unread = tl_unread(server, word, len);
    assert_int_equal(tl_read(server, word, sizeof word, &len), unread);
    tl_free(server);
    assert_int_equal(tl_write(client, "more", 4, &len), TL_FAILED);
    bool complete = unread == TL_OK && tl_conn_error(client)->reason == TL_REASON_SEND_FAILED;
    if (!complete) {
        assert_int_not_equal(tl_conn_error(client)->kind, TL_ERR_NONE);
        assert_true(strlen(tl_conn_error(client)->message) > 10);
    }
    assert_int_equal(tl_close(client), TL_FAILED);
    return complete;
}

static void test_every_allocation(void **state) {
    (void)state;
    int num_failures = 0;
    for (bool complete = false; !complete; num_failures++) {
        int fd[2];
        assert_true(num_failures < 100);
        make_pair(fd);
        set_nonblocking(fd[0]), set_nonblocking(fd[1]);
        allocations_fail((unsigned long)num_failures + 1, true);
        complete = run(fd);
        assert_int_equal(complete, !allocations_recover());
        assert_false(is_open(fd[0]));
        assert_false(is_open(fd[1]));
    }
    assert_true(num_failures > 4); /* two connections, two engines, what is unread, the error; then all succeed */
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

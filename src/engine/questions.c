#include "base/control.h"
#include "engine/engine.h"
#include "engine/sentences.h"
#include "handshake/sentences.h"

static bool is_open(const tl_engine *e, uint64_t id) {
    const tl_question *question = tl_engine_question(e);
    return question != NULL && question->id == id;
}

const tl_question *tl_engine_question(const tl_engine *e) {
    const struct handshake *h = e->conn.handshake;
    return h != NULL && h->asking && e->conn.error == NULL ? &h->question : NULL;
}

tl_result tl_engine_answer(tl_engine *e, uint64_t id, tl_bytes answer, tl_error *error) {
    error_clear(error);
    if (!is_open(e, id)) {
        error_set(error, NO_SUCH_QUESTION, (unsigned long long)id);
        return TL_FAILED;
    }
    struct handshake *h = e->conn.handshake;
    buffer_reset(&h->answer);
    if (!buffer_append(&h->answer, answer)) {
        error_set(error, OUT_OF_MEMORY); /* the question stays open */
        return TL_FAILED;
    }
    h->asking = false;
    h->answered = true;
    engine_advance(e);
    return e->conn.error != NULL ? TL_FAILED : TL_OK;
}

tl_result tl_engine_refuse(tl_engine *e, uint64_t id, tl_alert alert, tl_error *error) {
    error_clear(error);
    if (!is_open(e, id)) {
        error_set(error, NO_SUCH_QUESTION, (unsigned long long)id);
        return TL_FAILED;
    }
    e->conn.handshake->asking = false;
    connection_fail(&e->conn, TL_REASON_ANSWER_REFUSED, TL_ERR_INTERNAL, alert, QUESTION_REFUSED);
    engine_advance(e);
    return TL_OK;
}

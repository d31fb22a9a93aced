/* Moving octets between the engine and the fd, and waiting when none can move. */
#ifndef SOCKET_PUMP_H
#define SOCKET_PUMP_H

#include "socket/conn.h"

bool pump_has_output(const tl_conn *conn);
bool pump_send(tl_conn *conn);    /* sends while the fd takes octets; true: it took some */
bool pump_receive(tl_conn *conn); /* receives once if the engine can take it; true: something came, maybe the end */

/* The poll(2) events that may let octets move again; 0: none can. */
short pump_events(const tl_conn *conn);

/* Waits until octets may move: TL_OK. Out of patience: `want`, which says what the caller is after. Where nothing will
 * ever move: TL_WANT_BUFFER or TL_FAILED. */
TL_CHECK tl_result pump_wait(tl_conn *conn, struct patience patience, tl_result want);

/* Hands all output to the system. It receives while the fd takes none, lest two peers wait for each other. */
TL_CHECK tl_result pump_flush(tl_conn *conn, struct patience patience);

/* After the end, whichever it was: sends the alert that the engine still holds, waiting a moment where the fd blocks.
 */
void pump_last_words(tl_conn *conn);

#endif

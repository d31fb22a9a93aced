/* The order of a chain on the wire (RFC 8446 §4.4.2: each certificate should certify the one before it). */
#include "x509/identity/chain_file.h"
#include "x509/names/name.h"

/* The place of the key's certificate; num_chain: nowhere. */
static size_t find_leaf(const tl_bytes *chain, size_t num_chain, const struct public_key *key) {
    struct certificate certificate;
    for (size_t i = 0; i < num_chain; i++) {
        if (certificate_parse(chain[i], &certificate, NULL) && public_key_equal(&certificate.key, key)) {
            return i;
        }
    }
    return num_chain;
}

/* Moves the certificate at `from` forward to `to`; those between go one place back. */
static void move_forward(tl_bytes *chain, size_t from, size_t to) {
    tl_bytes moved = chain[from];
    memmove(chain + to + 1, chain + to, (from - to) * sizeof *chain);
    chain[to] = moved;
}

/* Two certificates may have the issuer's name; the one whose key identifier is asked for goes before the other. */
static bool is_named_key(const struct certificate *child, const struct certificate *issuer) {
    return child->authority_key_id.len > 0 && bytes_equal(child->authority_key_id, issuer->subject_key_id);
}

/* The place at or after `start` of the issuer of the certificate before it; num_chain: it is not there. */
static size_t find_issuer(const tl_bytes *chain, size_t num_chain, size_t start) {
    struct certificate child, candidate;
    size_t found = num_chain;
    if (!certificate_parse(chain[start - 1], &child, NULL) || name_equal(child.subject, child.issuer)) {
        return num_chain;
    }
    for (size_t i = start; i < num_chain; i++) {
        if (!certificate_parse(chain[i], &candidate, NULL) || !name_equal(candidate.subject, child.issuer)) {
            continue;
        }
        if (is_named_key(&child, &candidate)) {
            return i;
        }
        found = found == num_chain ? i : found;
    }
    return found;
}

/* A first certificate that issued a later one is the owner's all the same: then the file has an order, a wrong one. */
static bool issued_another(const tl_bytes *chain, size_t num_chain, size_t place) {
    struct certificate issuer, other;
    if (place == 0 || !certificate_parse(chain[place], &issuer, NULL)) {
        return false;
    }
    for (size_t i = 0; i < num_chain; i++) {
        if (i != place && certificate_parse(chain[i], &other, NULL) && name_equal(other.issuer, issuer.subject) &&
            !name_equal(other.subject, issuer.subject)) {
            return true;
        }
    }
    return false;
}

enum chain_order chain_order(tl_bytes *chain, size_t num_chain, const struct public_key *key, size_t *place) {
    size_t next = find_leaf(chain, num_chain, key);
    *place = next;
    if (next == num_chain) {
        return CHAIN_NO_LEAF;
    }
    if (issued_another(chain, num_chain, next)) {
        return CHAIN_KEY_OF_ISSUER;
    }
    for (size_t at = 0; next != num_chain; at++) {
        move_forward(chain, next, at);
        next = at + 1 < num_chain ? find_issuer(chain, num_chain, at + 1) : num_chain;
    }
    return CHAIN_ORDERED;
}

#ifndef TOUCHMARK_CSIMDJSON_H
#define TOUCHMARK_CSIMDJSON_H

// A C face for simdjson's DOM parser, with the refusals of Docs/Protocol.md §1 that simdjson leaves to its caller:
// a byte order mark, duplicate member names, lone surrogates, depth, and integers that binary64 cannot hold exactly.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum tm_json_kind {
    TM_JSON_NULL = 0,
    TM_JSON_FALSE = 1,
    TM_JSON_TRUE = 2,
    TM_JSON_INTEGER = 3,
    TM_JSON_NUMBER = 4,
    TM_JSON_STRING = 5,
    TM_JSON_ARRAY = 6,
    TM_JSON_OBJECT = 7,
};

/// One value of a document, in document order; a container is followed by its members.
/// A member of an object is a string cell (its name) followed by the cells of its value.
typedef struct {
    uint32_t kind;
    /// String: length in bytes. Array: number of elements. Object: number of members.
    uint32_t count;
    union {
        int64_t integer;
        double number;
        /// UTF-8, not terminated; valid until the next parse with the same parser.
        const char *string;
        /// Containers: the number of cells that the container takes, its own included.
        uint64_t span;
    };
} tm_json_cell;

typedef struct tm_json_parser tm_json_parser;

enum tm_json_status {
    TM_JSON_OK = 0,
    TM_JSON_SYNTAX = 1,
    TM_JSON_ENCODING = 2,
    TM_JSON_BYTE_ORDER_MARK = 3,
    TM_JSON_DUPLICATE = 4,
    TM_JSON_SURROGATE = 5,
    TM_JSON_DEPTH = 6,
    TM_JSON_NUMBER_RANGE = 7,
    TM_JSON_MEMORY = 8,
};

/// A parser of the calling thread's pool. Never null unless memory ran out.
tm_json_parser *tm_json_acquire(void);
/// Gives the parser back; every cell it gave out is invalid from then on.
void tm_json_release(tm_json_parser *parser);

/// Parses `length` bytes. On success `*cells` points to `*count` cells, the root first. `max_depth`: the root is depth 1.
/// On TM_JSON_DUPLICATE, `*cells` points to one string cell: the name that stands twice. Otherwise it is null.
int tm_json_parse(
    tm_json_parser *parser, const char *bytes, size_t length, uint32_t max_depth, const tm_json_cell **cells, size_t *count);

#ifdef __cplusplus
}
#endif
#endif

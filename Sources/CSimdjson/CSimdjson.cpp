#include "CSimdjson.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>
#include <string_view>
#include <vector>

using simdjson::dom::element;
using simdjson::dom::element_type;

struct tm_json_parser {
    simdjson::dom::parser parser;
    std::vector<tm_json_cell> cells;
    std::vector<char> padded;
    std::vector<std::string_view> names;
    uint32_t max_depth = 0;
    bool may_hold_surrogates = false;
};

namespace {

constexpr int64_t largest_exact_integer = (int64_t(1) << 53) - 1;
/// A parser that has grown past this is not kept: one large document must not hold memory for ever.
constexpr size_t largest_kept = size_t(4) << 20;
/// Below this many members, comparing all pairs is cheaper than sorting.
constexpr size_t few_members = 16;

struct pool {
    std::vector<tm_json_parser *> idle;
    ~pool() {
        for (auto *parser : idle) delete parser;
    }
};
thread_local pool parsers;

/// True if `text` holds a surrogate, which simdjson lets through when it was written as a lone low `\u` escape.
bool holds_surrogate(std::string_view text) {
    for (size_t i = 0; i + 1 < text.size(); i++)
        if (uint8_t(text[i]) == 0xED && uint8_t(text[i + 1]) >= 0xA0) return true;
    return false;
}

int append_string(tm_json_parser &p, std::string_view text) {
    if (p.may_hold_surrogates && holds_surrogate(text)) return TM_JSON_SURROGATE;
    tm_json_cell cell{};
    cell.kind = TM_JSON_STRING;
    cell.count = uint32_t(text.size());
    cell.string = text.data();
    p.cells.push_back(cell);
    return TM_JSON_OK;
}

int refuse_duplicate(tm_json_parser &p, std::string_view name) {
    p.cells.clear();
    tm_json_cell cell{};
    cell.kind = TM_JSON_STRING;
    cell.count = uint32_t(name.size());
    cell.string = name.data();
    p.cells.push_back(cell);
    return TM_JSON_DUPLICATE;
}

/// Refuses a name that stands twice among the names from `first` on.
int check_names(tm_json_parser &p, size_t first) {
    auto begin = p.names.begin() + ptrdiff_t(first), end = p.names.end();
    if (size_t(end - begin) <= few_members) {
        for (auto a = begin; a != end; ++a)
            for (auto b = a + 1; b != end; ++b)
                if (*a == *b) return refuse_duplicate(p, *a);
    } else {
        std::sort(begin, end);
        auto twice = std::adjacent_find(begin, end);
        if (twice != end) return refuse_duplicate(p, *twice);
    }
    p.names.resize(first);
    return TM_JSON_OK;
}

int append(tm_json_parser &p, element value, uint32_t depth) {
    tm_json_cell cell{};
    switch (value.type()) {
    case element_type::ARRAY: {
        if (depth > p.max_depth) return TM_JSON_DEPTH;
        size_t at = p.cells.size();
        cell.kind = TM_JSON_ARRAY;
        p.cells.push_back(cell);
        uint32_t count = 0;
        for (element child : simdjson::dom::array(value)) {
            if (int status = append(p, child, depth + 1)) return status;
            count++;
        }
        p.cells[at].count = count;
        p.cells[at].span = p.cells.size() - at;
        return TM_JSON_OK;
    }
    case element_type::OBJECT: {
        if (depth > p.max_depth) return TM_JSON_DEPTH;
        size_t at = p.cells.size(), first = p.names.size();
        cell.kind = TM_JSON_OBJECT;
        p.cells.push_back(cell);
        uint32_t count = 0;
        // Names of objects in here are gone again from the end of the list when the next of this one comes.
        for (auto member : simdjson::dom::object(value)) {
            p.names.push_back(member.key);
            if (int status = append_string(p, member.key)) return status;
            if (int status = append(p, member.value, depth + 1)) return status;
            count++;
        }
        if (int status = check_names(p, first)) return status;
        p.cells[at].count = count;
        p.cells[at].span = p.cells.size() - at;
        return TM_JSON_OK;
    }
    case element_type::STRING: return append_string(p, std::string_view(value));
    case element_type::INT64:
        cell.integer = int64_t(value);
        if (cell.integer > largest_exact_integer || cell.integer < -largest_exact_integer) return TM_JSON_NUMBER_RANGE;
        cell.kind = TM_JSON_INTEGER;
        break;
    case element_type::UINT64: return TM_JSON_NUMBER_RANGE;
    case element_type::DOUBLE:
        cell.kind = TM_JSON_NUMBER;
        cell.number = double(value);
        // A whole number is the same number however it is written.
        if (cell.number == std::trunc(cell.number) && std::fabs(cell.number) > double(largest_exact_integer))
            return TM_JSON_NUMBER_RANGE;
        break;
    case element_type::BOOL: cell.kind = bool(value) ? TM_JSON_TRUE : TM_JSON_FALSE; break;
    case element_type::NULL_VALUE: cell.kind = TM_JSON_NULL; break;
    }
    p.cells.push_back(cell);
    return TM_JSON_OK;
}

int status_of(simdjson::error_code error) {
    switch (error) {
    case simdjson::UTF8_ERROR: return TM_JSON_ENCODING;
    case simdjson::DEPTH_ERROR: return TM_JSON_DEPTH;
    case simdjson::NUMBER_ERROR: return TM_JSON_NUMBER_RANGE;
    case simdjson::MEMALLOC: return TM_JSON_MEMORY;
    default: return TM_JSON_SYNTAX;
    }
}

} // namespace

extern "C" tm_json_parser *tm_json_acquire(void) {
    if (!parsers.idle.empty()) {
        auto *parser = parsers.idle.back();
        parsers.idle.pop_back();
        return parser;
    }
    return new (std::nothrow) tm_json_parser();
}

extern "C" void tm_json_release(tm_json_parser *parser) {
    if (parser->padded.capacity() > largest_kept || parser->cells.capacity() * sizeof(tm_json_cell) > largest_kept)
        delete parser;
    else
        parsers.idle.push_back(parser);
}

extern "C" int tm_json_parse(
    tm_json_parser *p, const char *bytes, size_t length, uint32_t max_depth, const tm_json_cell **cells, size_t *count) {
    *cells = nullptr;
    *count = 0;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) return TM_JSON_BYTE_ORDER_MARK;
    if (length >= UINT32_MAX) return TM_JSON_MEMORY;
    try {
        // simdjson reads past the end of its input, so the input needs room behind it.
        if (p->padded.size() < length + simdjson::SIMDJSON_PADDING) p->padded.resize(length + simdjson::SIMDJSON_PADDING);
        memcpy(p->padded.data(), bytes, length);
        memset(p->padded.data() + length, 0, simdjson::SIMDJSON_PADDING);
        p->cells.clear();
        p->names.clear();
        p->max_depth = max_depth;
        // Most texts hold no escape at all; looking for one byte is many times faster than looking for two.
        p->may_hold_surrogates = memchr(bytes, '\\', length) != nullptr;
        element root;
        auto error = p->parser.parse(p->padded.data(), length, false).get(root);
        if (error) return status_of(error);
        int status = append(*p, root, 1);
        // Of a text that was refused there are none, but memory of one before it.
        if (status != TM_JSON_OK && status != TM_JSON_DUPLICATE) return status;
        *cells = p->cells.data();
        *count = p->cells.size();
        return status;
    } catch (const std::bad_alloc &) {
        return TM_JSON_MEMORY;
    } catch (const simdjson::simdjson_error &) {
        return TM_JSON_SYNTAX;
    }
}

#ifndef TOUCHMARK_CVERIFIERPAGE_H
#define TOUCHMARK_CVERIFIERPAGE_H

#include <stddef.h>

/// A file of Sources/VerifierPage, as it was when this was compiled.
struct touchmark_page_piece {
    /// Its path from Sources/VerifierPage, such as "Page/page.css".
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

/// All of them, ordered by name. They live as long as the process.
const struct touchmark_page_piece *touchmark_page_pieces(size_t *count);

#endif

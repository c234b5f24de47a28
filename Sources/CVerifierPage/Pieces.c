// Made by "make pieces". #embed is of C23, which the compiler has and SwiftPM has no name for.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "CVerifierPage.h"

static const unsigned char piece0[] = {
#embed "../VerifierPage/Page/View/dom.mjs"
};

static const unsigned char piece1[] = {
#embed "../VerifierPage/Page/View/evidence.mjs"
};

static const unsigned char piece2[] = {
#embed "../VerifierPage/Page/View/findings.mjs"
};

static const unsigned char piece3[] = {
#embed "../VerifierPage/Page/View/form.mjs"
};

static const unsigned char piece4[] = {
#embed "../VerifierPage/Page/View/items.mjs"
};

static const unsigned char piece5[] = {
#embed "../VerifierPage/Page/View/labels.mjs"
};

static const unsigned char piece6[] = {
#embed "../VerifierPage/Page/View/main.mjs"
};

static const unsigned char piece7[] = {
#embed "../VerifierPage/Page/View/openPoints.mjs"
};

static const unsigned char piece8[] = {
#embed "../VerifierPage/Page/View/people.mjs"
};

static const unsigned char piece9[] = {
#embed "../VerifierPage/Page/View/progress.mjs"
};

static const unsigned char piece10[] = {
#embed "../VerifierPage/Page/View/result.mjs"
};

static const unsigned char piece11[] = {
#embed "../VerifierPage/Page/View/summary.mjs"
};

static const unsigned char piece12[] = {
#embed "../VerifierPage/Page/View/timeline.mjs"
};

static const unsigned char piece13[] = {
#embed "../VerifierPage/Page/View/verdictWords.mjs"
};

static const unsigned char piece14[] = {
#embed "../VerifierPage/Page/Words/en.mjs"
};

static const unsigned char piece15[] = {
#embed "../VerifierPage/Page/Words/words.mjs"
};

static const unsigned char piece16[] = {
#embed "../VerifierPage/Page/Worker/bounds.mjs"
};

static const unsigned char piece17[] = {
#embed "../VerifierPage/Page/Worker/fileSource.mjs"
};

static const unsigned char piece18[] = {
#embed "../VerifierPage/Page/Worker/itemRegister.mjs"
};

static const unsigned char piece19[] = {
#embed "../VerifierPage/Page/Worker/labelLives.mjs"
};

static const unsigned char piece20[] = {
#embed "../VerifierPage/Page/Worker/peopleRegister.mjs"
};

static const unsigned char piece21[] = {
#embed "../VerifierPage/Page/Worker/subjects.mjs"
};

static const unsigned char piece22[] = {
#embed "../VerifierPage/Page/Worker/worker.mjs"
};

static const unsigned char piece23[] = {
#embed "../VerifierPage/Page/Worker/world.mjs"
};

static const unsigned char piece24[] = {
#embed "../VerifierPage/Page/page.css"
};

static const unsigned char piece25[] = {
#embed "../VerifierPage/Page/page.html"
};

static const struct touchmark_page_piece pieces[] = {
    {"Page/View/dom.mjs", piece0, sizeof piece0},
    {"Page/View/evidence.mjs", piece1, sizeof piece1},
    {"Page/View/findings.mjs", piece2, sizeof piece2},
    {"Page/View/form.mjs", piece3, sizeof piece3},
    {"Page/View/items.mjs", piece4, sizeof piece4},
    {"Page/View/labels.mjs", piece5, sizeof piece5},
    {"Page/View/main.mjs", piece6, sizeof piece6},
    {"Page/View/openPoints.mjs", piece7, sizeof piece7},
    {"Page/View/people.mjs", piece8, sizeof piece8},
    {"Page/View/progress.mjs", piece9, sizeof piece9},
    {"Page/View/result.mjs", piece10, sizeof piece10},
    {"Page/View/summary.mjs", piece11, sizeof piece11},
    {"Page/View/timeline.mjs", piece12, sizeof piece12},
    {"Page/View/verdictWords.mjs", piece13, sizeof piece13},
    {"Page/Words/en.mjs", piece14, sizeof piece14},
    {"Page/Words/words.mjs", piece15, sizeof piece15},
    {"Page/Worker/bounds.mjs", piece16, sizeof piece16},
    {"Page/Worker/fileSource.mjs", piece17, sizeof piece17},
    {"Page/Worker/itemRegister.mjs", piece18, sizeof piece18},
    {"Page/Worker/labelLives.mjs", piece19, sizeof piece19},
    {"Page/Worker/peopleRegister.mjs", piece20, sizeof piece20},
    {"Page/Worker/subjects.mjs", piece21, sizeof piece21},
    {"Page/Worker/worker.mjs", piece22, sizeof piece22},
    {"Page/Worker/world.mjs", piece23, sizeof piece23},
    {"Page/page.css", piece24, sizeof piece24},
    {"Page/page.html", piece25, sizeof piece25},
};

const struct touchmark_page_piece *touchmark_page_pieces(size_t *count) {
    *count = sizeof pieces / sizeof pieces[0];
    return pieces;
}

// Made by "make pieces". #embed is of C23, which the compiler has and SwiftPM has no name for.
#pragma clang diagnostic ignored "-Wc23-extensions"
#include "CVerifierPage.h"

static const unsigned char piece0[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/authority.mjs"
};

static const unsigned char piece1[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/creation.mjs"
};

static const unsigned char piece2[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/credential.mjs"
};

static const unsigned char piece3[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/effects.mjs"
};

static const unsigned char piece4[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/keys.mjs"
};

static const unsigned char piece5[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/labels.mjs"
};

static const unsigned char piece6[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/ledger.mjs"
};

static const unsigned char piece7[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/policy.mjs"
};

static const unsigned char piece8[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/standing.mjs"
};

static const unsigned char piece9[] = {
#embed "../VerifierPage/Engine/Provenance/Folds/suspensions.mjs"
};

static const unsigned char piece10[] = {
#embed "../VerifierPage/Engine/Provenance/admission.mjs"
};

static const unsigned char piece11[] = {
#embed "../VerifierPage/Engine/Provenance/admissionLabels.mjs"
};

static const unsigned char piece12[] = {
#embed "../VerifierPage/Engine/Provenance/admissionSigners.mjs"
};

static const unsigned char piece13[] = {
#embed "../VerifierPage/Engine/Provenance/admissionSubjects.mjs"
};

static const unsigned char piece14[] = {
#embed "../VerifierPage/Engine/Provenance/boundary.mjs"
};

static const unsigned char piece15[] = {
#embed "../VerifierPage/Engine/Provenance/event.mjs"
};

static const unsigned char piece16[] = {
#embed "../VerifierPage/Engine/Provenance/forms.mjs"
};

static const unsigned char piece17[] = {
#embed "../VerifierPage/Engine/Provenance/judge.mjs"
};

static const unsigned char piece18[] = {
#embed "../VerifierPage/Engine/Provenance/provenance.mjs"
};

static const unsigned char piece19[] = {
#embed "../VerifierPage/Engine/Provenance/shifted.mjs"
};

static const unsigned char piece20[] = {
#embed "../VerifierPage/Engine/Provenance/subjects.mjs"
};

static const unsigned char piece21[] = {
#embed "../VerifierPage/Engine/Provenance/values.mjs"
};

static const unsigned char piece22[] = {
#embed "../VerifierPage/Engine/Provenance/vocabulary.mjs"
};

static const unsigned char piece23[] = {
#embed "../VerifierPage/Engine/Provenance/world.mjs"
};

static const unsigned char piece24[] = {
#embed "../VerifierPage/Engine/Time/certificate.mjs"
};

static const unsigned char piece25[] = {
#embed "../VerifierPage/Engine/Time/certificateChain.mjs"
};

static const unsigned char piece26[] = {
#embed "../VerifierPage/Engine/Time/certificateExtensions.mjs"
};

static const unsigned char piece27[] = {
#embed "../VerifierPage/Engine/Time/certificateKey.mjs"
};

static const unsigned char piece28[] = {
#embed "../VerifierPage/Engine/Time/der.mjs"
};

static const unsigned char piece29[] = {
#embed "../VerifierPage/Engine/Time/derValues.mjs"
};

static const unsigned char piece30[] = {
#embed "../VerifierPage/Engine/Time/distinguishedName.mjs"
};

static const unsigned char piece31[] = {
#embed "../VerifierPage/Engine/Time/recordedBelow.mjs"
};

static const unsigned char piece32[] = {
#embed "../VerifierPage/Engine/Time/signedContent.mjs"
};

static const unsigned char piece33[] = {
#embed "../VerifierPage/Engine/Time/timeAnchors.mjs"
};

static const unsigned char piece34[] = {
#embed "../VerifierPage/Engine/Time/timeJudgement.mjs"
};

static const unsigned char piece35[] = {
#embed "../VerifierPage/Engine/Time/timeRoots.mjs"
};

static const unsigned char piece36[] = {
#embed "../VerifierPage/Engine/Time/timeStampInfo.mjs"
};

static const unsigned char piece37[] = {
#embed "../VerifierPage/Engine/Time/timeToken.mjs"
};

static const unsigned char piece38[] = {
#embed "../VerifierPage/Engine/Time/timeTokenReading.mjs"
};

static const unsigned char piece39[] = {
#embed "../VerifierPage/Engine/age.mjs"
};

static const unsigned char piece40[] = {
#embed "../VerifierPage/Engine/auditorCheck.mjs"
};

static const unsigned char piece41[] = {
#embed "../VerifierPage/Engine/auditors.mjs"
};

static const unsigned char piece42[] = {
#embed "../VerifierPage/Engine/base64.mjs"
};

static const unsigned char piece43[] = {
#embed "../VerifierPage/Engine/bundleLine.mjs"
};

static const unsigned char piece44[] = {
#embed "../VerifierPage/Engine/bytes.mjs"
};

static const unsigned char piece45[] = {
#embed "../VerifierPage/Engine/checkpointTrust.mjs"
};

static const unsigned char piece46[] = {
#embed "../VerifierPage/Engine/derivation.mjs"
};

static const unsigned char piece47[] = {
#embed "../VerifierPage/Engine/ed25519.mjs"
};

static const unsigned char piece48[] = {
#embed "../VerifierPage/Engine/examination.mjs"
};

static const unsigned char piece49[] = {
#embed "../VerifierPage/Engine/findings.mjs"
};

static const unsigned char piece50[] = {
#embed "../VerifierPage/Engine/hashing.mjs"
};

static const unsigned char piece51[] = {
#embed "../VerifierPage/Engine/headChain.mjs"
};

static const unsigned char piece52[] = {
#embed "../VerifierPage/Engine/indexRuns.mjs"
};

static const unsigned char piece53[] = {
#embed "../VerifierPage/Engine/json.mjs"
};

static const unsigned char piece54[] = {
#embed "../VerifierPage/Engine/lines.mjs"
};

static const unsigned char piece55[] = {
#embed "../VerifierPage/Engine/listedHistories.mjs"
};

static const unsigned char piece56[] = {
#embed "../VerifierPage/Engine/merkle.mjs"
};

static const unsigned char piece57[] = {
#embed "../VerifierPage/Engine/note.mjs"
};

static const unsigned char piece58[] = {
#embed "../VerifierPage/Engine/options.mjs"
};

static const unsigned char piece59[] = {
#embed "../VerifierPage/Engine/policy.mjs"
};

static const unsigned char piece60[] = {
#embed "../VerifierPage/Engine/prefixIndex.mjs"
};

static const unsigned char piece61[] = {
#embed "../VerifierPage/Engine/prefixProof.mjs"
};

static const unsigned char piece62[] = {
#embed "../VerifierPage/Engine/replay.mjs"
};

static const unsigned char piece63[] = {
#embed "../VerifierPage/Engine/sealRecomputation.mjs"
};

static const unsigned char piece64[] = {
#embed "../VerifierPage/Engine/shape.mjs"
};

static const unsigned char piece65[] = {
#embed "../VerifierPage/Engine/survey.mjs"
};

static const unsigned char piece66[] = {
#embed "../VerifierPage/Engine/tiles.mjs"
};

static const unsigned char piece67[] = {
#embed "../VerifierPage/Engine/times.mjs"
};

static const unsigned char piece68[] = {
#embed "../VerifierPage/Engine/token.mjs"
};

static const unsigned char piece69[] = {
#embed "../VerifierPage/Engine/unreadable.mjs"
};

static const unsigned char piece70[] = {
#embed "../VerifierPage/Engine/verify.mjs"
};

static const unsigned char piece71[] = {
#embed "../VerifierPage/Engine/visibleText.mjs"
};

static const unsigned char piece72[] = {
#embed "../VerifierPage/Engine/witnessCheck.mjs"
};

static const unsigned char piece73[] = {
#embed "../VerifierPage/Page/View/dom.mjs"
};

static const unsigned char piece74[] = {
#embed "../VerifierPage/Page/View/evidence.mjs"
};

static const unsigned char piece75[] = {
#embed "../VerifierPage/Page/View/findings.mjs"
};

static const unsigned char piece76[] = {
#embed "../VerifierPage/Page/View/form.mjs"
};

static const unsigned char piece77[] = {
#embed "../VerifierPage/Page/View/items.mjs"
};

static const unsigned char piece78[] = {
#embed "../VerifierPage/Page/View/labels.mjs"
};

static const unsigned char piece79[] = {
#embed "../VerifierPage/Page/View/main.mjs"
};

static const unsigned char piece80[] = {
#embed "../VerifierPage/Page/View/openPoints.mjs"
};

static const unsigned char piece81[] = {
#embed "../VerifierPage/Page/View/optionField.mjs"
};

static const unsigned char piece82[] = {
#embed "../VerifierPage/Page/View/people.mjs"
};

static const unsigned char piece83[] = {
#embed "../VerifierPage/Page/View/progress.mjs"
};

static const unsigned char piece84[] = {
#embed "../VerifierPage/Page/View/result.mjs"
};

static const unsigned char piece85[] = {
#embed "../VerifierPage/Page/View/summary.mjs"
};

static const unsigned char piece86[] = {
#embed "../VerifierPage/Page/View/timeline.mjs"
};

static const unsigned char piece87[] = {
#embed "../VerifierPage/Page/View/verdictWords.mjs"
};

static const unsigned char piece88[] = {
#embed "../VerifierPage/Page/Words/en.mjs"
};

static const unsigned char piece89[] = {
#embed "../VerifierPage/Page/Words/words.mjs"
};

static const unsigned char piece90[] = {
#embed "../VerifierPage/Page/Worker/bounds.mjs"
};

static const unsigned char piece91[] = {
#embed "../VerifierPage/Page/Worker/fileSource.mjs"
};

static const unsigned char piece92[] = {
#embed "../VerifierPage/Page/Worker/itemRegister.mjs"
};

static const unsigned char piece93[] = {
#embed "../VerifierPage/Page/Worker/labelLives.mjs"
};

static const unsigned char piece94[] = {
#embed "../VerifierPage/Page/Worker/peopleRegister.mjs"
};

static const unsigned char piece95[] = {
#embed "../VerifierPage/Page/Worker/subjects.mjs"
};

static const unsigned char piece96[] = {
#embed "../VerifierPage/Page/Worker/worker.mjs"
};

static const unsigned char piece97[] = {
#embed "../VerifierPage/Page/Worker/world.mjs"
};

static const unsigned char piece98[] = {
#embed "../VerifierPage/Page/page.css"
};

static const unsigned char piece99[] = {
#embed "../VerifierPage/Page/page.html"
};

static const struct touchmark_page_piece pieces[] = {
    {"Engine/Provenance/Folds/authority.mjs", piece0, sizeof piece0},
    {"Engine/Provenance/Folds/creation.mjs", piece1, sizeof piece1},
    {"Engine/Provenance/Folds/credential.mjs", piece2, sizeof piece2},
    {"Engine/Provenance/Folds/effects.mjs", piece3, sizeof piece3},
    {"Engine/Provenance/Folds/keys.mjs", piece4, sizeof piece4},
    {"Engine/Provenance/Folds/labels.mjs", piece5, sizeof piece5},
    {"Engine/Provenance/Folds/ledger.mjs", piece6, sizeof piece6},
    {"Engine/Provenance/Folds/policy.mjs", piece7, sizeof piece7},
    {"Engine/Provenance/Folds/standing.mjs", piece8, sizeof piece8},
    {"Engine/Provenance/Folds/suspensions.mjs", piece9, sizeof piece9},
    {"Engine/Provenance/admission.mjs", piece10, sizeof piece10},
    {"Engine/Provenance/admissionLabels.mjs", piece11, sizeof piece11},
    {"Engine/Provenance/admissionSigners.mjs", piece12, sizeof piece12},
    {"Engine/Provenance/admissionSubjects.mjs", piece13, sizeof piece13},
    {"Engine/Provenance/boundary.mjs", piece14, sizeof piece14},
    {"Engine/Provenance/event.mjs", piece15, sizeof piece15},
    {"Engine/Provenance/forms.mjs", piece16, sizeof piece16},
    {"Engine/Provenance/judge.mjs", piece17, sizeof piece17},
    {"Engine/Provenance/provenance.mjs", piece18, sizeof piece18},
    {"Engine/Provenance/shifted.mjs", piece19, sizeof piece19},
    {"Engine/Provenance/subjects.mjs", piece20, sizeof piece20},
    {"Engine/Provenance/values.mjs", piece21, sizeof piece21},
    {"Engine/Provenance/vocabulary.mjs", piece22, sizeof piece22},
    {"Engine/Provenance/world.mjs", piece23, sizeof piece23},
    {"Engine/Time/certificate.mjs", piece24, sizeof piece24},
    {"Engine/Time/certificateChain.mjs", piece25, sizeof piece25},
    {"Engine/Time/certificateExtensions.mjs", piece26, sizeof piece26},
    {"Engine/Time/certificateKey.mjs", piece27, sizeof piece27},
    {"Engine/Time/der.mjs", piece28, sizeof piece28},
    {"Engine/Time/derValues.mjs", piece29, sizeof piece29},
    {"Engine/Time/distinguishedName.mjs", piece30, sizeof piece30},
    {"Engine/Time/recordedBelow.mjs", piece31, sizeof piece31},
    {"Engine/Time/signedContent.mjs", piece32, sizeof piece32},
    {"Engine/Time/timeAnchors.mjs", piece33, sizeof piece33},
    {"Engine/Time/timeJudgement.mjs", piece34, sizeof piece34},
    {"Engine/Time/timeRoots.mjs", piece35, sizeof piece35},
    {"Engine/Time/timeStampInfo.mjs", piece36, sizeof piece36},
    {"Engine/Time/timeToken.mjs", piece37, sizeof piece37},
    {"Engine/Time/timeTokenReading.mjs", piece38, sizeof piece38},
    {"Engine/age.mjs", piece39, sizeof piece39},
    {"Engine/auditorCheck.mjs", piece40, sizeof piece40},
    {"Engine/auditors.mjs", piece41, sizeof piece41},
    {"Engine/base64.mjs", piece42, sizeof piece42},
    {"Engine/bundleLine.mjs", piece43, sizeof piece43},
    {"Engine/bytes.mjs", piece44, sizeof piece44},
    {"Engine/checkpointTrust.mjs", piece45, sizeof piece45},
    {"Engine/derivation.mjs", piece46, sizeof piece46},
    {"Engine/ed25519.mjs", piece47, sizeof piece47},
    {"Engine/examination.mjs", piece48, sizeof piece48},
    {"Engine/findings.mjs", piece49, sizeof piece49},
    {"Engine/hashing.mjs", piece50, sizeof piece50},
    {"Engine/headChain.mjs", piece51, sizeof piece51},
    {"Engine/indexRuns.mjs", piece52, sizeof piece52},
    {"Engine/json.mjs", piece53, sizeof piece53},
    {"Engine/lines.mjs", piece54, sizeof piece54},
    {"Engine/listedHistories.mjs", piece55, sizeof piece55},
    {"Engine/merkle.mjs", piece56, sizeof piece56},
    {"Engine/note.mjs", piece57, sizeof piece57},
    {"Engine/options.mjs", piece58, sizeof piece58},
    {"Engine/policy.mjs", piece59, sizeof piece59},
    {"Engine/prefixIndex.mjs", piece60, sizeof piece60},
    {"Engine/prefixProof.mjs", piece61, sizeof piece61},
    {"Engine/replay.mjs", piece62, sizeof piece62},
    {"Engine/sealRecomputation.mjs", piece63, sizeof piece63},
    {"Engine/shape.mjs", piece64, sizeof piece64},
    {"Engine/survey.mjs", piece65, sizeof piece65},
    {"Engine/tiles.mjs", piece66, sizeof piece66},
    {"Engine/times.mjs", piece67, sizeof piece67},
    {"Engine/token.mjs", piece68, sizeof piece68},
    {"Engine/unreadable.mjs", piece69, sizeof piece69},
    {"Engine/verify.mjs", piece70, sizeof piece70},
    {"Engine/visibleText.mjs", piece71, sizeof piece71},
    {"Engine/witnessCheck.mjs", piece72, sizeof piece72},
    {"Page/View/dom.mjs", piece73, sizeof piece73},
    {"Page/View/evidence.mjs", piece74, sizeof piece74},
    {"Page/View/findings.mjs", piece75, sizeof piece75},
    {"Page/View/form.mjs", piece76, sizeof piece76},
    {"Page/View/items.mjs", piece77, sizeof piece77},
    {"Page/View/labels.mjs", piece78, sizeof piece78},
    {"Page/View/main.mjs", piece79, sizeof piece79},
    {"Page/View/openPoints.mjs", piece80, sizeof piece80},
    {"Page/View/optionField.mjs", piece81, sizeof piece81},
    {"Page/View/people.mjs", piece82, sizeof piece82},
    {"Page/View/progress.mjs", piece83, sizeof piece83},
    {"Page/View/result.mjs", piece84, sizeof piece84},
    {"Page/View/summary.mjs", piece85, sizeof piece85},
    {"Page/View/timeline.mjs", piece86, sizeof piece86},
    {"Page/View/verdictWords.mjs", piece87, sizeof piece87},
    {"Page/Words/en.mjs", piece88, sizeof piece88},
    {"Page/Words/words.mjs", piece89, sizeof piece89},
    {"Page/Worker/bounds.mjs", piece90, sizeof piece90},
    {"Page/Worker/fileSource.mjs", piece91, sizeof piece91},
    {"Page/Worker/itemRegister.mjs", piece92, sizeof piece92},
    {"Page/Worker/labelLives.mjs", piece93, sizeof piece93},
    {"Page/Worker/peopleRegister.mjs", piece94, sizeof piece94},
    {"Page/Worker/subjects.mjs", piece95, sizeof piece95},
    {"Page/Worker/worker.mjs", piece96, sizeof piece96},
    {"Page/Worker/world.mjs", piece97, sizeof piece97},
    {"Page/page.css", piece98, sizeof piece98},
    {"Page/page.html", piece99, sizeof piece99},
};

const struct touchmark_page_piece *touchmark_page_pieces(size_t *count) {
    *count = sizeof pieces / sizeof pieces[0];
    return pieces;
}

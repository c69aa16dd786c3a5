#include "core/analysis/laziness_words.h"
#include "tests/support/make_run_folder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>

namespace modalscope::tst_laziness_words {

/// The sentences of the laziness page: worst first, with the head, n, and no claim that the numbers do not
/// carry.
class TestLazinessWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lazyModalitiesComeFirst();
    void oneSeedIsSaidToBeOneSeed();
    void withoutReferenceThereIsNoVerdict();

private:
    static LazinessReport report(const std::vector<MadeRun>& runs)
    {
        std::vector<RunSeries> all;
        for (const auto& run : runs)
            all.push_back({&run.stored, &run.history});
        return lazinessReport(all);
    }
};

void TestLazinessWords::lazyModalitiesComeFirst()
{
    const auto sentences = lazinessSentences(report(makeComparison(*smallDataset(), 3, 2)));
    QCOMPARE(sentences.size(), std::size_t(9)); // three methods × three modalities, nothing for those alone
    QCOMPARE(sentences[0].modality, std::string("audio"));
    QCOMPARE(sentences[0].verdict, LazinessVerdict::Lazy);
    QVERIFY2(sentences[0].text.starts_with("audio inside Concat is 5"),
        sentences[0].text.c_str()); // about 55 points
    QVERIFY(sentences[0].text.find("split head, n = 3; probe ") != std::string::npos);
    QVERIFY(sentences[0].text.ends_with(": lazy"));
    QCOMPARE(sentences[2].modality, std::string("image"));
    QCOMPARE(sentences[2].verdict, LazinessVerdict::KeepsUp);
    const auto mla = std::find_if(sentences.begin(), sentences.end(),
        [](const auto& s) { return s.text.find("MLA") != std::string::npos; });
    QCOMPARE(mla->verdict, LazinessVerdict::KeepsUp);
    QVERIFY(mla->text.find("shared head") != std::string::npos);
}

void TestLazinessWords::oneSeedIsSaidToBeOneSeed()
{
    const auto sentences = lazinessSentences(report(makeComparison(*smallDataset(), 1, 2)));
    QCOMPARE(sentences[0].verdict, LazinessVerdict::Perhaps);
    QVERIFY(sentences[0].text.ends_with("lazy as far as one seed tells"));
}

void TestLazinessWords::withoutReferenceThereIsNoVerdict()
{
    auto runs = makeComparison(*smallDataset(), 2, 2);
    std::erase_if(
        runs, [](const auto& run) { return run.stored.experiment.method.kind == MethodKind::Unimodal; });
    for (const auto& sentence : lazinessSentences(report(runs))) {
        QCOMPARE(sentence.verdict, LazinessVerdict::Unknown);
        QVERIFY(sentence.text.find("has not been trained alone") != std::string::npos);
    }
    QVERIFY(lazinessSentences(LazinessReport{}).empty());
}

TEST_ENTRY(TestLazinessWords, NoApplication)

} // namespace modalscope::tst_laziness_words

#include "tst_laziness_words.moc"

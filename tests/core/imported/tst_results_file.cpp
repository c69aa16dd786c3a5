#include "core/imported/results_file.h"
#include "tests/core/imported/results_files.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <functional>
#include <limits>

namespace modalscope::tst_results_file {

using Change = std::function<void(MadeResults&)>;

/// Protects which files of results can be read, and that what is wrong with one is said in one sentence with
/// the file and the array.
class TestResultsFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
    static Result<ResultsFile> read(const std::filesystem::path& file, const ResultsFileOptions& options = {})
    {
        return readResultsFile(file, options, RunContext());
    }

    static void compareWithSmall(const Result<ResultsFile>& file)
    {
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        const auto& found = file.value();
        QCOMPARE(found.modalities, (std::vector<std::string>{"audio", "text"}));
        QCOMPARE(found.classNames, (std::vector<std::string>{"0", "1"}));
        QCOMPARE(found.splits.size(), std::size_t(1));
        const auto& test = found.splits.at("test");
        QCOMPARE(test.labels, (std::vector<int>{0, 0, 1, 1, 0, 1}));
        QCOMPARE(test.logits[0].row(5)[0], 4.0);
        QCOMPARE(test.logits[1].shape, (Shape{6, 2}));
        QCOMPARE(test.features[0].shape, (Shape{6, 3}));
        QCOMPARE(test.features[1].row(3)[0], -2.0);
        QVERIFY(test.fused.values.empty());
        QVERIFY(found.hasAllLogits());
        QCOMPARE(found.sha256.size(), std::size_t(64));
    }

private Q_SLOTS:
    void everyLayoutIsTheSame()
    {
        QVERIFY(writeHdf5(path("a.h5"), smallResults()));
        compareWithSmall(read(path("a.h5")));
        QVERIFY(writeHdf5(path("b.h5"), smallResults("", "_")));
        compareWithSmall(read(path("b.h5")));
        QVERIFY(writeNpz(path("a.npz"), smallResults()));
        compareWithSmall(read(path("a.npz")));
        QVERIFY(writeNpz(path("b.npz"), smallResults("", "_")));
        compareWithSmall(read(path("b.npz")));
        QVERIFY(writeNpz(path("c.npz"), smallResults("test/", "_")));
        compareWithSmall(read(path("c.npz")));
        QVERIFY(writeNpz(path("d.npz"), smallResults("final/")));
        compareWithSmall(read(path("d.npz"), {.testSplit = "final"}));
    }

    void namesAndOrder()
    {
        auto made = smallResults();
        made.classNames = {"no", "yes"};
        made.modalities = {"text", "audio"};
        QVERIFY(writeHdf5(path("named.h5"), made));
        const auto found = read(path("named.h5"));
        QVERIFY2(bool(found), found ? "" : found.error().message.c_str());
        QCOMPARE(found.value().classNames, made.classNames);
        QCOMPARE(found.value().modalities, made.modalities);
        QCOMPARE(found.value().splits.at("test").logits[1].row(5)[0], 4.0);
    }

    void splitsAndWhatIsLeftOut()
    {
        auto made = smallResults();
        for (const char* split : {"train/", "val/", "other/"})
            made.arrays.merge(smallResults(split).arrays), made.lists.merge(smallResults(split).lists);
        made.lists["test/ids"] = {1, 2, 3, 4, 5, 6};
        QVERIFY(writeHdf5(path("splits.h5"), made));
        const auto found = read(path("splits.h5"));
        QVERIFY2(bool(found), found ? "" : found.error().message.c_str());
        std::vector<std::string> names;
        for (const auto& [name, split] : found.value().splits)
            names.push_back(name);
        QCOMPARE(names, (std::vector<std::string>{"test", "train", "valid"}));
        QCOMPARE(found.value().notes.size(), std::size_t(2));
        QVERIFY(found.value().notes[0].find("/test/ids") != std::string::npos);
        QVERIFY(found.value().notes[1].find("other") != std::string::npos);
    }

    void missingCellsMayHoldAnything()
    {
        auto made = smallResults();
        made.lists["test/presence/text"] = {1, 1, 0, 1, 1, 1};
        made.arrays["test/logits/text"].row(2)[0] = std::nan("");
        made.arrays["test/features/text"].row(2)[1] = std::numeric_limits<double>::infinity();
        QVERIFY(writeHdf5(path("missing.h5"), made));
        const auto found = read(path("missing.h5"));
        QVERIFY2(bool(found), found ? "" : found.error().message.c_str());
        const auto& test = found.value().splits.at("test");
        QVERIFY(test.presence[0].empty());
        QCOMPARE(test.presence[1], (std::vector<std::uint8_t>{1, 1, 0, 1, 1, 1}));
        QCOMPARE(test.logits[1].row(2)[0], 0.0);
    }

    void smallFilesAreFine()
    {
        MadeResults one;
        one.lists["labels"] = {1};
        one.arrays["logits_audio"] = matrixOf({{0, 1, 2}});
        QVERIFY(writeNpz(path("one.npz"), one));
        const auto found = read(path("one.npz"));
        QVERIFY2(bool(found), found ? "" : found.error().message.c_str());
        QCOMPARE(found.value().classNames.size(), std::size_t(3));
        MadeResults features;
        features.lists["labels"] = {0, 2};
        features.arrays["features_audio"] = matrixOf({{0, 1}, {2, 3}});
        QVERIFY(writeNpz(path("features.npz"), features));
        const auto plain = read(path("features.npz"));
        QVERIFY2(bool(plain), plain ? "" : plain.error().message.c_str());
        QCOMPARE(plain.value().classNames.size(), std::size_t(3));
        QVERIFY(!plain.value().hasAllLogits());
    }

    void badFiles_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("what");
        const auto add = [](const char* name, Change change, const char* where, const char* what) {
            QTest::newRow(name) << std::move(change) << QString::fromUtf8(where) << QString::fromUtf8(what);
        };
        using R = MadeResults;
        add(
            "NaN", [](R& r) { r.arrays["test/logits/text"].row(3)[1] = std::nan(""); }, "/test/logits/text",
            "holds nan at sample 3");
        add(
            "too large", [](R& r) { r.arrays["test/features/audio"].row(1)[2] = 1e300; },
            "/test/features/audio", "holds inf at sample 1");
        add(
            "rows",
            [](R& r) {
                r.arrays["test/logits/text"] = matrixOf({{1, 2}, {2, 1}});
            },
            "/test/logits/text", "has 2 rows, but the split has 6 labels");
        add(
            "label too large", [](R& r) { r.lists["test/labels"][4] = 2; }, "/test/labels",
            "has the label 2 at sample 4 (counted from 0), but /test/logits/audio has 2 classes");
        add(
            "negative label", [](R& r) { r.lists["test/labels"][4] = -1; }, "/test/labels", "the label -1");
        add(
            "no labels", [](R& r) { r.lists.clear(); }, "", "has no array test/labels");
        add(
            "targets",
            [](R& r) {
                r.lists.clear();
                r.arrays["test/labels"] = matrixOf({{0.5}, {1}, {1}, {1}, {1}, {1}});
            },
            "/test/labels", "results of a regression cannot be imported");
        add(
            "classes",
            [](R& r) {
                r.arrays["test/logits/text"]
                    = matrixOf({{1, 2, 3}, {1, 2, 3}, {1, 2, 3}, {1, 2, 3}, {1, 2, 3}, {1, 2, 3}});
            },
            "/test/logits/text", "has 3 classes, but /test/logits/audio has 2");
        add(
            "one column",
            [](R& r) {
                r.arrays.clear();
                r.arrays["test/logits/text"] = matrixOf({{1}, {1}, {1}, {1}, {1}, {1}});
            },
            "/test/logits/text", "has one column");
        add(
            "wrong names",
            [](R& r) {
                r.arrays = {{"test/outputs/audio", matrixOf({{1, 2}})}};
            },
            "", "has neither features nor logits");
        add(
            "no split", [](R& r) { r = smallResults("final/"); }, "", "has no split test; it has final");
        add(
            "presence",
            [](R& r) {
                r.lists["test/presence/text"] = {1, 1, 2, 1, 1, 1};
            },
            "/test/presence/text", "has the value 2");
        add(
            "nothing there",
            [](R& r) {
                r.lists["test/presence/text"] = {1, 0, 1, 1, 1, 1};
                r.lists["test/presence/audio"] = {1, 0, 1, 1, 1, 1};
            },
            "/test/presence/audio", "it is missing at sample 1");
        add(
            "class names",
            [](R& r) {
                r.classNames = {"a", "b", "c"};
            },
            "", "3 class names for 2 classes");
        add(
            "modalities",
            [](R& r) {
                r.modalities = {"audio", "video"};
            },
            "", "names audio, video");
        add(
            "no probabilities",
            [](R& r) { r.arrays["test/probabilities/fused"] = r.arrays["test/logits/text"]; },
            "/test/probabilities/fused", "holds no probabilities at sample 2");
        add(
            "feature sizes",
            [](R& r) {
                r.arrays.merge(smallResults("train/").arrays), r.lists.merge(smallResults("train/").lists);
                r.arrays["train/features/text"] = r.arrays["train/features/audio"];
            },
            "/train/features/text", "has 3 features, but /test/features/text has 2");
    }

    void badFiles()
    {
        QFETCH(Change, change);
        QFETCH(QString, where);
        QFETCH(QString, what);
        auto made = smallResults();
        change(made);
        QVERIFY(writeHdf5(path("bad.h5"), made));
        const auto found = read(path("bad.h5"));
        QVERIFY(!found);
        const auto message = QString::fromStdString(found.error().message);
        QVERIFY2(message.startsWith(
                     QString::fromStdString(path("bad.h5").string()) + QStringLiteral(": ") + where),
            qPrintable(message));
        QVERIFY2(message.contains(what), qPrintable(message));
        QVERIFY(!message.contains(QLatin1Char('\n')));
    }

    void noFileOfResults()
    {
        QCOMPARE(read(path("none.h5")).error().kind, ErrorKind::NotFound);
        QVERIFY(bool(std::ofstream(path("text.h5")) << "labels\n"));
        QVERIFY(read(path("text.h5")).error().message.find("neither an HDF5 file nor an .npz")
            != std::string::npos);
        std::ofstream(path("cut.npz"), std::ios::binary) << "PK\x03\x04 and no more";
        const auto cut = read(path("cut.npz"));
        QVERIFY(!cut && cut.error().message.starts_with(path("cut.npz").string()));
    }
};

TEST_ENTRY(TestResultsFile, NoApplication)

} // namespace modalscope::tst_results_file

Q_DECLARE_METATYPE(modalscope::tst_results_file::Change)

#include "tst_results_file.moc"

#include "core/base/atomic_file.h"
#include "core/experiment/study.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_study {

namespace {

constexpr const char* kExample = R"({ "format": 1, "name": "small study",
    "base": {"name": "base", "dataset": "small.h5", "train": {"batch_size": 8, "epochs": 3}},
    "axes": {"method.kind": ["unimodal", "concat", "mla"], "missing.test_rate": [0, 0.4], "seed": [2, 0, 1]},
    "variants": [{"label": "MLA, no HGM", "set": {"method.kind": "mla", "method.hgm": "off"}}] })";

/// A study file whose `part` stands beside a name and a base.
std::string studyWith(const std::string& part)
{
    return R"({"name": "s", "base": {}, )" + part + "}";
}

Study studyOf(const std::string& text)
{
    auto study = studyFromText(text, "file");
    if (!study)
        qWarning("%s", study.error().message.c_str());
    return study ? std::move(study).value() : Study();
}

} // namespace

/// Protects the study file: it means what it says, comes back as it was, and whatever is wrong in it is said
/// in one sentence with its place.
class TestStudy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exampleOfTheFormat();
    void comesBackAsItWasWritten();
    void whatIsNotThereIsEmpty();
    void theDatasetIsFoundFromTheFile();
    void missingFile();
    void refusesFiles_data();
    void refusesFiles();
    void hashIgnoresNameAndPlace();
    void hashChangesWithWhatIsRun_data();
    void hashChangesWithWhatIsRun();
};

void TestStudy::exampleOfTheFormat()
{
    const auto study = studyOf(kExample);
    QCOMPARE(study.name, std::string("small study"));
    QCOMPARE(study.base.train.batchSize, 8);
    QCOMPARE(study.axes.size(), std::size_t(3));
    const auto* kinds = study.axis("method.kind");
    QVERIFY(kinds != nullptr);
    QVERIFY((kinds->values == std::vector<nlohmann::json>{"unimodal", "concat", "mla"}));
    QVERIFY((study.axis("seed")->values == std::vector<nlohmann::json>{2, 0, 1})); // order is kept
    QVERIFY(study.axis(kTestRateAxis) != nullptr);
    QVERIFY(study.axis("method") == nullptr);
    QCOMPARE(study.variants.size(), std::size_t(1));
    QCOMPARE(study.variants[0].label, std::string("MLA, no HGM"));
    const Settings settings{{"method.hgm", "off"}, {"method.kind", "mla"}};
    QVERIFY(study.variants[0].settings == settings);
}

void TestStudy::comesBackAsItWasWritten()
{
    const auto text = toFileText(studyOf(kExample));
    QCOMPARE(toFileText(studyOf(text)), text);
    QVERIFY(text.find("\"learning_rate\"") != std::string::npos); // every default of the base
    QVERIFY(text.ends_with("}\n"));
    const auto again = studyOf(text);
    QVERIFY(again.axis("missing.test_rate")->values == studyOf(kExample).axis("missing.test_rate")->values);
    QVERIFY(again.variants[0].settings == studyOf(kExample).variants[0].settings);
}

void TestStudy::whatIsNotThereIsEmpty()
{
    const auto study = studyOf(R"({"name": "s", "base": {}})");
    QCOMPARE(study.name, std::string("s"));
    QVERIFY(study.axes.empty() && study.variants.empty());
    QCOMPARE(toFileText(study.base), toFileText(Experiment()));
}

void TestStudy::theDatasetIsFoundFromTheFile()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("s.json")).toStdString();
    QVERIFY(bool(writeFileAtomically(file, R"({"name": "s", "base": {"dataset": "../data/x.h5"}})")));
    QCOMPARE(readStudy(file).value().base.dataset, (file.parent_path().parent_path() / "data/x.h5").string());
}

void TestStudy::missingFile()
{
    const auto study = readStudy("/no/such/study.json");
    QVERIFY(!study);
    QCOMPARE(study.error().kind, ErrorKind::NotFound);
    QVERIFY(study.error().message.starts_with("/no/such/study.json"));
}

void TestStudy::refusesFiles_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    const auto add = [](const char* name, const std::string& text, const char* says) {
        QTest::newRow(name) << QString::fromStdString(text) << QString::fromUtf8(says);
    };
    add("not JSON", "{\"name\": }", "file: is not valid JSON, see line 1");
    add("a list", "[]", "file: a study is an object {...}");
    add("an experiment", R"({"train": {"epochs": 3}})", "file: train is not known; a study has");
    add("a later format", R"({"format": 2, "name": "s", "base": {}})", "file: format must be 1");
    add("no name", R"({"base": {}})", "file: name must be a text");
    add("empty name", R"({"name": "", "base": {}})", "file: name must be a text");
    add("a number as name", R"({"name": 3, "base": {}})", "file: name must be a text");
    add("no base", R"({"name": "s"})", "file: base is missing");
    add("unknown key in the base", R"({"name": "s", "base": {"train": {"epoch": 3}}})",
        "file: base.train.epoch is not an option; did you mean epochs?");
    add("base is a path", R"({"name": "s", "base": "e.json"})", "file: base has the wrong type");
    add("axes are a list", studyWith(R"("axes": [])"), "file: axes must be an object");
    add("an axis of one value", studyWith(R"("axes": {"seed": 3})"), "file: axes.seed must be a list");
    add("an empty axis", studyWith(R"("axes": {"seed": []})"), "file: axes.seed has no value; give");
    add("a value twice", studyWith(R"("axes": {"seed": [0, 1, 0]})"), "file: axes.seed: 0 is listed twice");
    add("a value twice, written otherwise", studyWith(R"("axes": {"missing.test_rate": [0.4, 0.40]})"),
        "file: axes.missing.test_rate: 0.4 is listed twice");
    add("a text twice", studyWith(R"("axes": {"method.kind": ["mla", "mla"]})"),
        "file: axes.method.kind: mla is listed twice");
    add("method and method.kind",
        studyWith(R"("axes": {"method": [{"kind": "mla"}], "method.kind": ["concat"]})"),
        "file: axes.method and axes.method.kind set the same option; keep one");
    add("another dataset", studyWith(R"("axes": {"dataset": ["a.h5", "b.h5"]})"),
        "file: axes.dataset cannot be varied");
    add("variants are an object", studyWith(R"("variants": {})"), "file: variants must be a list");
    add("a line end in the name", R"({"name": "a\nb", "base": {}})",
        "file: name: \"a b\" has a control character");
    add("an escape in the name", R"({"name": "a\u001b[2Jb", "base": {}})",
        "file: name: \"a\\x1b[2Jb\" has a control character");
    add("a control character beyond ASCII in the name", R"({"name": "a\u009bb", "base": {}})",
        "file: name: \"a\u009bb\" has a control character");
    add("a tab in a label",
        studyWith(R"("variants": [{"label": "a", "set": {}}, {"label": "b\tc", "set": {}}])"),
        "file: variants[1].label: \"b\\x09c\" has a control character");
    add("a variant without settings", studyWith(R"("variants": [{"label": "a"}])"),
        "file: variants[0] must be {\"label\": a text, \"set\":");
    add("a variant without a label", studyWith(R"("variants": [{"label": "", "set": {}}])"),
        "file: variants[0] must be");
    add("a misspelt key of a variant", studyWith(R"("variants": [{"label": "a", "sets": {}}])"),
        "file: variants[0] must be");
    add("a label twice", studyWith(R"("variants": [{"label": "a", "set": {}}, {"label": "a", "set": {}}])"),
        "file: variants[1]: the label a is used twice");
    add("a variant against itself",
        studyWith(R"("variants": [{"label": "a", "set": {"method": {}, "method.kind": "mla"}}])"),
        "file: variants[0].set: method and method.kind set the same option");
    add("an axis twice", studyWith(R"("axes": {"seed": [0], "seed": [1]})"), "file: ");
}

void TestStudy::refusesFiles()
{
    QFETCH(QString, text);
    QFETCH(QString, says);
    const auto study = studyFromText(text.toStdString(), "file");
    QVERIFY(!study);
    const auto message = QString::fromStdString(study.error().message);
    QVERIFY2(message.startsWith(says), qPrintable(message));
    QVERIFY(!message.contains(QLatin1Char('\n')));
}

void TestStudy::hashIgnoresNameAndPlace()
{
    const auto dataset = smallDataset();
    auto study = studyOf(kExample);
    const auto hash = studyHash(study, *dataset);
    QCOMPARE(hash.size(), std::size_t(12));
    study.name = "renamed";
    study.base.name = "renamed too";
    study.base.dataset = "/elsewhere/small.h5";
    QCOMPARE(studyHash(study, *dataset), hash);
    auto other = *dataset;
    other.fingerprint = std::string(64, '0');
    QVERIFY(studyHash(study, other) != hash);
}

void TestStudy::hashChangesWithWhatIsRun_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("base") << "\"epochs\": 3"
                          << "\"epochs\": 4";
    QTest::newRow("axis") << "[2, 0, 1]"
                          << "[2, 0, 3]";
    QTest::newRow("variant") << "\"method.hgm\": \"off\""
                             << "\"method.hgm\": \"frozen-head\"";
    QTest::newRow("label") << "no HGM"
                           << "without HGM";
}

void TestStudy::hashChangesWithWhatIsRun()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    auto text = QString::fromUtf8(kExample);
    QCOMPARE(text.count(before), 1);
    const auto changed = studyOf(text.replace(before, after).toStdString());
    QVERIFY(studyHash(changed, *smallDataset()) != studyHash(studyOf(kExample), *smallDataset()));
}

TEST_ENTRY(TestStudy, NoApplication)

} // namespace modalscope::tst_study

#include "tst_study.moc"

#include "app/pages/experiment_draft.h"
#include "core/store/study_files.h"
#include "tests/app/pages/study_fixture.h"
#include "tests/support/test_entry.h"

#include <QToolButton>

namespace modalscope::tst_study_bar {

/// Studies of the experiment page: a name, saving and opening, what the form cannot show is kept, and all of
/// it is there again at the next start.
class TestStudyBar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_study = std::make_unique<StudyFixture>(); }
    void cleanup() { m_study.reset(); }
    void studiesAreSavedAndOpened();
    void anotherStudyIsNotReplacedUnasked();
    void whatCannotBeSavedIsSaid();
    void badFilesGiveOneSentence();
    void variantsAreKeptAndCanBeRemoved();
    void theStudyComesBackAtTheNextStart();
    void draftsOfOtherVersions_data();
    void draftsOfOtherVersions();

private:
    std::unique_ptr<StudyFixture> m_study;
};

void TestStudyBar::studiesAreSavedAndOpened()
{
    StudyFixture::type(m_study->addAxis("missing.train_rate"), QStringLiteral("0, 0.4"));
    StudyFixture::type(m_study->addAxis("missing.test_rate"), QStringLiteral("0-0.6:0.2"));
    m_study->takeGrid([](RunGrid& grid) { grid.seeds = {3, 4, 5}; });
    const auto before = draftText(m_study->grid());
    m_study->name()->setText(QStringLiteral("rates"));
    m_study->save();
    QVERIFY2(m_study->messages()->severity() == Severity::Success, qPrintable(m_study->messages()->text()));
    const auto stored = readStudies(Workspace(m_study->pages.root()));
    QCOMPARE(stored.value().studies.size(), std::size_t(1));
    QCOMPARE(stored.value().studies[0].base.dataset, m_study->data->path);

    m_study->takeGrid([](RunGrid& grid) {
        grid.axes.clear();
        grid.methods.pop_back();
        grid.seeds = {0};
    });
    m_study->name()->clear();
    m_study->showMenu();
    child<QAction>(m_study->view, "study:rates")->trigger();
    QCOMPARE(m_study->name()->text(), QStringLiteral("rates"));
    const auto after = m_study->grid();
    QCOMPARE(after.seeds, (std::vector<std::uint64_t>{3, 4, 5}));
    QCOMPARE(after.methods.size(), std::size_t(2));
    QCOMPARE(after.axes.size(), std::size_t(2));
    QVERIFY(!after.alone);
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(3 * 2 * 2));
    QVERIFY(before.contains(QStringLiteral("0.4")));
}

void TestStudyBar::anotherStudyIsNotReplacedUnasked()
{
    const auto save = [this] {
        m_study->save();
        return readStudies(Workspace(m_study->pages.root())).value().studies.at(0).base.train.epochs;
    };
    m_study->name()->setText(QStringLiteral("mine"));
    const int epochs = save();
    QCOMPARE(save(), epochs); // the same again needs no question
    QCOMPARE(m_study->messages()->severity(), Severity::Success);
    m_study->takeGrid([&](RunGrid& grid) { grid.base.train.epochs = epochs + 1; });
    QCOMPARE(save(), epochs);
    QCOMPARE(m_study->messages()->severity(), Severity::Warning);
    QVERIFY(m_study->messages()->text().contains(QStringLiteral("another study called mine")));
    QTest::mouseClick(child<QPushButton>(m_study->messages(), "messageAction"), Qt::LeftButton);
    QCOMPARE(save(), epochs + 1);
}

void TestStudyBar::whatCannotBeSavedIsSaid()
{
    const auto save = [this](const char* name) {
        m_study->name()->setText(QString::fromLatin1(name));
        m_study->save();
        return m_study->messages()->severity() == Severity::Error ? m_study->messages()->text() : QString();
    };
    QVERIFY(save("  ").contains(QStringLiteral("no name")));
    QVERIFY(save("a/b").contains(QStringLiteral("cannot be the name of a file")));
    StudyFixture::type(m_study->addAxis("train.epochs"), QStringLiteral("2, 3"));
    StudyFixture::type(m_study->addAxis("train.epochs"), QStringLiteral("4"));
    QVERIFY2(save("twice").contains(QStringLiteral("train.epochs")), qPrintable(m_study->messages()->text()));
    QVERIFY(readStudies(Workspace(m_study->pages.root())).value().studies.empty());
}

void TestStudyBar::badFilesGiveOneSentence()
{
    const auto before = draftText(m_study->grid());
    m_study->openFile(R"({"name": "s", "base": {"train": {"epoch": 3}}})");
    QVERIFY(m_study->messages()->isVisible() && m_study->messages()->severity() == Severity::Error);
    QVERIFY(m_study->messages()->text().contains(QStringLiteral("base.train.epoch is not an option")));
    m_study->openFile(R"({"name": "s", "base": {}, "axes": {"seed": [-1]}})");
    QVERIFY(m_study->messages()->text().contains(QStringLiteral("axes.seed: -1 is not a whole number")));
    QCOMPARE(draftText(m_study->grid()), before);
    QVERIFY(writeFileAtomically(m_study->pages.root() + "/studies/torn.json", "{"));
    m_study->showMenu();
    QVERIFY(m_study->messages()->text().contains(QStringLiteral("torn.json")));
}

void TestStudyBar::variantsAreKeptAndCanBeRemoved()
{
    m_study->openFile(
        R"({"name": "parts", "base": {"train": {"batch_size": 8}}, "axes": {"seed": [0, 1]}, "variants": [
        {"label": "no HGM", "set": {"method.hgm": "off"}}, {"label": "mean", "set": {"method.fusion": "mean"}}]})");
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(6));
    auto* part = child<QWidget>(m_study->view, "variantPart");
    QVERIFY(!part->isHidden());
    QVERIFY(child<QWidget>(part, "chip:no HGM")->toolTip().contains(QStringLiteral("method.hgm = off")));
    m_study->save();
    QCOMPARE(
        readStudies(Workspace(m_study->pages.root())).value().studies.at(0).variants.size(), std::size_t(2));
    QTest::mouseClick(child<QToolButton>(part, "remove:no HGM"), Qt::LeftButton);
    QTRY_COMPARE(m_study->plannedRuns(), std::size_t(4));
    QCOMPARE(m_study->grid().variants.at(0).label, std::string("mean"));
}

void TestStudyBar::theStudyComesBackAtTheNextStart()
{
    StudyFixture::type(m_study->addAxis("train.epochs"), QStringLiteral("2, 3"));
    m_study->takeGrid([](RunGrid& grid) {
        grid.variants = {{"no HGM", {{"method.kind", "mla"}, {"method.hgm", "off"}}}};
    });
    m_study->name()->setText(QStringLiteral("mine"));
    const auto before = draftText(m_study->grid());
    const auto state = m_study->page.saveState();
    m_study.reset();
    m_study = std::make_unique<StudyFixture>();
    m_study->page.restoreState(state);
    const auto after = gridFromDraft(m_study->page.saveState().value(QStringLiteral("draft")).toString());
    QVERIFY(after && gridFromDraft(before));
    QVERIFY(after->axes[0].values == gridFromDraft(before)->axes[0].values);
    QVERIFY(after->variants[0].settings == gridFromDraft(before)->variants[0].settings);
    QCOMPARE(m_study->name()->text(), QStringLiteral("mine"));
}

void TestStudyBar::draftsOfOtherVersions_data()
{
    QTest::addColumn<QString>("draft");
    QTest::addColumn<bool>("isRead");
    const auto add = [](const char* name, const char* rest, bool isRead) {
        QTest::newRow(name) << QStringLiteral("{\"base\": {}, %1}").arg(QString::fromUtf8(rest)) << isRead;
    };
    add("before there were axes", R"("methods": [{"kind": "late"}], "seeds": "0-2", "alone": true)", true);
    add("seeds are a number", R"("methods": [], "seeds": 3)", false);
    add("alone is a text", R"("methods": [], "seeds": "0", "alone": "yes")", true);
    add("methods are an object", R"("methods": {}, "seeds": "0")", false);
    add("a method is a text", R"("methods": ["mla"], "seeds": "0")", false);
    add("axes are a text", R"("methods": [], "seeds": "0", "axes": "many", "variants": 3)", true);
    add("axes of other shapes",
        R"("methods": [], "seeds": "0", "axes": [1, {"path": 2, "values": []}, {"path": "a", "values": 3}])",
        true);
    add("variants of other shapes",
        R"("methods": [], "seeds": "0", "variants": [[], {"label": 1}, {"label": "a", "set": []}])", true);
    add("base is a list", R"("base": [], "methods": [], "seeds": "0")", false);
}

void TestStudyBar::draftsOfOtherVersions()
{
    QFETCH(QString, draft);
    QFETCH(bool, isRead);
    const auto read = gridFromDraft(draft);
    QCOMPARE(read.has_value(), isRead);
    QVERIFY(!read || (read->axes.empty() && read->variants.empty()));
    m_study->page.restoreState({{QStringLiteral("draft"), draft}}); // does not throw
}

TEST_ENTRY(TestStudyBar, QApplication)

} // namespace modalscope::tst_study_bar

#include "tst_study_bar.moc"

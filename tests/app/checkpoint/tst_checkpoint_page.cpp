#include "app/checkpoint/tone_label.h"
#include "core/io/npy.h"
#include "tests/app/checkpoint/checkpoint_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/search_field.h"
#include "widgets/base/theme.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

namespace modalscope::tst_checkpoint_page {

/// Protects: a file of weights from anywhere can be opened and looked into, and what is wrong is said.
class TestCheckpointPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<CheckpointFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void namesAreATreeWithTotals()
    {
        QCOMPARE(m_fixture->pages()->currentIndex(), 0);
        m_fixture->open(m_fixture->write("net.safetensors", smallNetwork()));
        const auto& model = *m_fixture->tree()->model();
        QCOMPARE(m_fixture->shownNames(),
            (QStringList{
                QStringLiteral("encoder"), QStringLiteral("fusion.weight"), QStringLiteral("head.weight")}));
        const auto audio = m_fixture->row(QStringLiteral("audio.block0")); // a chain is one line
        QVERIFY(audio.isValid());
        QCOMPARE(model.rowCount(audio), 2);
        QCOMPARE(audio.siblingAtColumn(1).data().toString(), QStringLiteral("2 tensors"));
        QCOMPARE(audio.siblingAtColumn(3).data().toString(), QStringLiteral("128 B"));
        QCOMPARE(model.index(1, 1).data().toString(), QStringLiteral("[5, 4]"));
        QCOMPARE(model.index(1, 2).data().toString(), QStringLiteral("float64"));
        QCOMPARE(model.index(1, 4).data().toString(), QStringLiteral("weights"));
        QCOMPARE(child<QLabel>(m_fixture->view.get(), "tensorTotals")->text(),
            QStringLiteral("weights: 5 tensors, 94 values, 752 B"));
    }

    void theSearchLeavesWhatHasEveryWord()
    {
        m_fixture->open(m_fixture->write("net.safetensors", smallNetwork()));
        auto* search = child<SearchField>(m_fixture->view.get(), "tensorSearch");
        QTest::keyClicks(search, QStringLiteral("AUDIO bias"));
        QTRY_COMPARE(m_fixture->shownNames(), QStringList{QStringLiteral("encoder.audio.block0.bias")});
        search->clear();
        QTest::keyClicks(search, QStringLiteral("[5, 4]"));
        QTRY_COMPARE(m_fixture->shownNames(), QStringList{QStringLiteral("fusion.weight")});
        QVERIFY(child<QLabel>(m_fixture->view.get(), "tensorTotals")
                    ->text()
                    .startsWith(QStringLiteral("1 tensor found")));
        search->clear();
        QTest::keyClicks(search, QStringLiteral("xylophone"));
        QTRY_VERIFY(m_fixture->shownNames().isEmpty());
        search->clear();
        QTRY_COMPARE(m_fixture->shownNames().size(), 3);
        child<QCheckBox>(m_fixture->view.get(), "tensorList")->setChecked(true);
        QCOMPARE(m_fixture->shownNames().size(), 5);
        m_fixture->tree()->sortByColumn(3, Qt::DescendingOrder);
        QCOMPARE(m_fixture->shownNames().front(), QStringLiteral("encoder.image.block0.weight"));
    }

    void aTensorHasStatisticsAndFigures()
    {
        m_fixture->open(m_fixture->write("net.safetensors", smallNetwork()));
        auto* view = m_fixture->view.get();
        m_fixture->tree()->setCurrentIndex(m_fixture->row(QStringLiteral("fusion.weight"))); // 3 to 22
        auto* statistics = child<QLabel>(view, "tensorStatistics");
        QTRY_VERIFY(statistics->isVisible());
        QVERIFY2(statistics->text().contains(QStringLiteral("12.5")), qPrintable(statistics->text())); // mean
        QVERIFY(statistics->text().contains(QStringLiteral("5.7663"))); // of the population
        QCOMPARE(child<QLabel>(view, "tensorFlags")->text(), QStringLiteral("No NaN, no infinite values."));
        const auto& histogram = child<FigureView>(view, "histogramFigure")->figure();
        QCOMPARE(histogram.panels.size(), std::size_t(1));
        double sum = 0;
        for (const double count : histogram.panels[0].bars[0].values)
            sum += count;
        QCOMPARE(sum, 20.0);
        child<QTabWidget>(view, "tensorTabs")->setCurrentIndex(2);
        auto* spectrum = child<FigureView>(view, "spectrumFigure");
        QTRY_COMPARE(spectrum->figure().panels.size(), std::size_t(1));
        QCOMPARE(spectrum->figure().panels[0].lines[0].y.size(), std::size_t(4));
        QVERIFY(child<QLabel>(view, "effectiveRank")->text().startsWith(QStringLiteral("Effective rank 1.")));
    }

    void aSliceHoldsTheOtherAxes()
    {
        m_fixture->open(m_fixture->write("net.safetensors", smallNetwork()));
        auto* view = m_fixture->view.get();
        child<QTabWidget>(view, "tensorTabs")->setCurrentIndex(1);
        m_fixture->tree()->setCurrentIndex(m_fixture->row(QStringLiteral("image.block0.weight")));
        auto* slice = child<FigureView>(view, "sliceFigure");
        QTRY_COMPARE(slice->figure().panels.size(), std::size_t(1));
        const auto values = [&] { return slice->figure().panels[0].heatMap->values; };
        QCOMPARE(values().size(), std::size_t(12));
        QCOMPARE(values()[1], 5.0); // [0, 1, 0, 0]
        child<QSpinBox>(view, "sliceAt3")->setValue(1);
        QTRY_COMPARE(values()[1], 6.0); // [0, 1, 0, 1]
        child<QComboBox>(view, "sliceRows")
            ->setCurrentIndex(1); // the axis that is across: they change places
        QTRY_COMPARE(slice->figure().panels[0].y.categories.size(), std::size_t(3));
        QCOMPARE(child<QComboBox>(view, "sliceColumns")->currentIndex(), 0);
    }

    void valuesThatAreNotFiniteAreFlagged()
    {
        auto bad = smallNetwork();
        bad.tensors["fusion.weight"] = tensorOf({2, 2},
            {1, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 3});
        m_fixture->open(m_fixture->write("bad.safetensors", bad));
        auto* view = m_fixture->view.get();
        m_fixture->tree()->setCurrentIndex(m_fixture->row(QStringLiteral("fusion.weight")));
        auto* flags = child<QLabel>(view, "tensorFlags");
        QTRY_VERIFY(flags->text().startsWith(QStringLiteral("Not finite: 1 NaN and 1 infinite of 4 values")));
        QVERIFY(flags->palette().color(QPalette::WindowText) != view->palette().color(QPalette::WindowText));
        QVERIFY(m_fixture->tree()->isColumnHidden(6));
        child<QPushButton>(view, "checkValues")->click();
        auto* checked = child<QLabel>(view, "checkedValues");
        QTRY_COMPARE(checked->text(), QStringLiteral("Not finite: 1 NaN and 1 infinite values in 1 tensor."));
        QVERIFY(!m_fixture->tree()->isColumnHidden(6));
        const auto row = m_fixture->row(QStringLiteral("fusion.weight")).siblingAtColumn(6);
        QCOMPARE(row.data().toString(), QStringLiteral("1 NaN, 1 infinite"));
        QVERIFY(row.data(Qt::ForegroundRole).isValid());
        QVERIFY(!m_fixture->row(QStringLiteral("head.weight")).data(Qt::ForegroundRole).isValid());
        QCOMPARE(m_fixture->row(QStringLiteral("encoder")).siblingAtColumn(6).data().toString(), QString());
    }

    void aTensorIsSavedForNumPy()
    {
        m_fixture->open(m_fixture->write("net.safetensors", smallNetwork()));
        auto* view = m_fixture->view.get();
        m_fixture->tree()->setCurrentIndex(m_fixture->row(QStringLiteral("fusion.weight")));
        const auto out = m_fixture->file("fusion.npy");
        FileDialog::setNextAnswer(toQt(out));
        child<QPushButton>(view, "saveTensor")->click();
        QTRY_VERIFY(view->messages().text().startsWith(QStringLiteral("Written")));
        const auto source = ByteSource::ofFile(out);
        QVERIFY(source);
        const auto header = readNpyHeader(*source.value(), out);
        QVERIFY(header);
        QCOMPARE(header.value().type, std::string("'<f8'"));
        QCOMPARE(header.value().shape, (Shape{5, 4}));
    }

    void factsAreListed()
    {
        m_fixture->open(m_fixture->write("net.safetensors", smallNetwork()));
        m_fixture->showTab(QStringLiteral("Facts"));
        auto* facts = child<TableView>(m_fixture->view.get(), "checkpointFacts");
        QTRY_VERIFY(facts->asTsv().contains(QStringLiteral("epoch\t12")));
        QVERIFY(!child<FigureView>(m_fixture->view.get(), "checkpointHistory")->isVisible());
        for (int i = 0; i < m_fixture->tabs()->count(); ++i)
            QVERIFY(m_fixture->tabs()->tabText(i) != QStringLiteral("Code")
                || !m_fixture->tabs()->isTabVisible(i));
    }

    void aBadFileIsOneSentenceAndTheOthersStay()
    {
        const auto good = m_fixture->write("good.safetensors", smallNetwork());
        m_fixture->open(good);
        const auto bad = m_fixture->file("bad.pt");
        QVERIFY(writeFileAtomically(bad, "this is no file of weights"));
        m_fixture->view->openPath(toQt(bad));
        QTRY_COMPARE(m_fixture->pages()->currentIndex(), 2);
        QString sentence;
        for (const auto* label :
            child<QWidget>(m_fixture->view.get(), "checkpointProblem")->findChildren<QLabel*>())
            sentence += label->text();
        QVERIFY2(sentence.contains(QStringLiteral("bad.pt")), qPrintable(sentence));
        m_fixture->session.setCurrentCheckpoint(good);
        QCOMPARE(m_fixture->pages()->currentIndex(), 3);
        QCOMPARE(m_fixture->session.checkpoints().size(), std::size_t(2));
        m_fixture->session.setCurrentCheckpoint(bad);
        QVERIFY(m_fixture->write("bad.pt", smallNetwork()) == bad); // mended: told from its contents
        for (auto* button :
            child<QWidget>(m_fixture->view.get(), "checkpointProblem")->findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Try again"))
                button->click();
        QTRY_COMPARE(m_fixture->pages()->currentIndex(), 3);
        m_fixture->view->closeCurrent();
        QCOMPARE(m_fixture->session.currentCheckpoint(), good);
        QCOMPARE(m_fixture->pages()->currentIndex(), 3);
    }

    void aFileThatChangesOrGoesIsSaid()
    {
        const auto path = m_fixture->write("net.safetensors", smallNetwork());
        m_fixture->open(path);
        auto& messages = m_fixture->view->messages();
        auto other = smallNetwork(5);
        other.tensors["one.more"] = countingTensor({3});
        m_fixture->write("net.safetensors", other);
        m_fixture->tree()->setCurrentIndex(m_fixture->row(QStringLiteral("fusion.weight")));
        auto* flags = child<QLabel>(m_fixture->view.get(), "tensorFlags");
        QTRY_VERIFY2(flags->text().contains(QStringLiteral("has changed since it was opened")),
            qPrintable(flags->text()));
        QTRY_VERIFY_WITH_TIMEOUT(messages.isVisible(), 5000); // it is looked for, too
        child<QPushButton>(&messages, "messageAction")->click();
        QTRY_VERIFY(m_fixture->row(QStringLiteral("one.more")).isValid());
        QVERIFY(std::filesystem::remove(path));
        QTRY_VERIFY_WITH_TIMEOUT(messages.isVisible(), 5000);
        QVERIFY(messages.text().contains(QStringLiteral("net.safetensors")));
        QCOMPARE(m_fixture->pages()->currentIndex(), 3); // what is known stays
    }

    void whatIsDroppedIsOpened()
    {
        const auto path = m_fixture->write("weights.with-an-odd-name", smallNetwork());
        m_fixture->drop({path});
        QTRY_COMPARE(m_fixture->pages()->currentIndex(), 3);
        const auto json = m_fixture->file("experiment.json");
        QVERIFY(writeFileAtomically(json, "{}"));
        m_fixture->drop({json}); // the window's
        QCOMPARE(m_fixture->session.checkpoints().size(), std::size_t(1));
    }

    void aRunsFolderBringsItsHistory()
    {
        const auto path = m_fixture->write("checkpoint.safetensors", smallNetwork());
        const auto folder = std::filesystem::path(path).parent_path();
        QVERIFY(writeFileAtomically(
            folder / "history.csv", "epoch,train/loss,valid/fused/accuracy\n1,0.9,0.4\n2,0.5,0.7\n"));
        m_fixture->drop({folder.string()});
        QTRY_COMPARE(m_fixture->pages()->currentIndex(), 3);
        m_fixture->showTab(QStringLiteral("Facts"));
        const auto& history = child<FigureView>(m_fixture->view.get(), "checkpointHistory")->figure();
        QCOMPARE(history.panels.size(), std::size_t(2));
        QCOMPARE(history.panels[1].lines[0].y, (std::vector<double>{0.4, 0.7}));
    }

    void whatWasOpenComesBack()
    {
        const auto a = m_fixture->write("a.safetensors", smallNetwork());
        const auto b = m_fixture->write("b.safetensors", smallNetwork(1));
        m_fixture->open(a);
        m_fixture->open(b);
        m_fixture->view->compareWith(toQt(a));
        m_fixture->tree()->setCurrentIndex(m_fixture->row(QStringLiteral("fusion.weight")));
        m_fixture->showTab(QStringLiteral("Differences"));
        const auto state = m_fixture->view->saveState();
        m_fixture->view.reset();
        m_fixture->session.closeCheckpoint(a);
        m_fixture->session.closeCheckpoint(b);
        QVERIFY(m_fixture->session.currentCheckpoint().empty());
        m_fixture->makeView();
        m_fixture->view->restoreState(state);
        QTRY_COMPARE(m_fixture->pages()->currentIndex(), 3);
        QCOMPARE(m_fixture->session.currentCheckpoint(), b);
        QCOMPARE(m_fixture->session.checkpoints(), (std::vector<std::string>{a, b}));
        QCOMPARE(
            m_fixture->tabs()->tabText(m_fixture->tabs()->currentIndex()), QStringLiteral("Differences"));
        QCOMPARE(
            fromQt(child<QComboBox>(m_fixture->view.get(), "checkpointReference")->currentData().toString()),
            a);
        QTRY_COMPARE(m_fixture->tree()->currentIndex().data().toString(), QStringLiteral("fusion.weight"));
        QVERIFY(!m_fixture->view->messages().isVisible()); // nothing is offered for what was open before
        auto* menu = child<QMenu>(m_fixture->view.get(), "recentCheckpointMenu");
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().size(), 2);
    }

    void sentencesFollowTheTheme()
    {
        applyTheme(ThemeChoice::Light);
        QWidget parent;
        ToneLabel plain(&parent), bad(&parent);
        plain.say(QStringLiteral("No NaN."));
        bad.say(QStringLiteral("3 NaN."), ToneLabel::Tone::Bad);
        parent.show();
        for (const auto choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
            applyTheme(choice);
            const auto colors = QGuiApplication::palette();
            QTRY_COMPARE(plain.palette().color(QPalette::WindowText), colors.color(QPalette::WindowText));
            QTRY_COMPARE(bad.palette().color(QPalette::WindowText), themeColors(colors).danger);
        }
    }

private:
    std::unique_ptr<CheckpointFixture> m_fixture;
};

TEST_ENTRY(TestCheckpointPage, QApplication)

} // namespace modalscope::tst_checkpoint_page

#include "tst_checkpoint_page.moc"

#include "app/window/inspector_panel.h"
#include "app/window/run_facts.h"
#include "app/window/run_table.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_run.h"
#include "tests/support/test_entry.h"
#include "widgets/base/theme.h"
#include "widgets/tables/table_view.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QSettings>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

namespace modalscope::tst_run_table {

/// The list of runs and the inspector say the same of the same selection.
class TestRunTable : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<RunTable> m_table;

    QAbstractItemModel* model() { return view()->table()->model(); }
    TableView* view() { return m_table->findChild<TableView*>(); }
    QStringList column(int column)
    {
        QStringList texts;
        for (int row = 0; row < model()->rowCount(); ++row)
            texts << model()->index(row, column).data().toString();
        return texts;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_run_table"));
    }
    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        const Workspace workspace(m_folder->path().toStdString());
        QVERIFY(workspace.create());
        writeFakeRun(workspace, "a1", "a", 1);
        writeFakeRun(workspace, "a2", "a", 2);
        writeFakeRun(workspace, "b1", "b", 3, RunState::Failed, 1);
        m_session = std::make_unique<Session>([]() -> Result<Engine*> {
            return Error{ErrorKind::NotFound, "none"};
        });
        m_table = std::make_unique<RunTable>(*m_session);
        QVERIFY(m_session->openWorkspace(workspace.root()));
        QTRY_VERIFY(!m_session->isReadingRuns());
        QTRY_VERIFY(model()->rowCount() > 0);
    }
    void cleanup()
    {
        m_table.reset();
        m_session.reset();
    }

    /// Runs are judged by what their task is: mIoU in %, MAE as it is.
    void theTestColumnShowsWhatTheTaskIsJudgedBy()
    {
        const Workspace workspace(m_folder->path().toStdString());
        for (const auto& [id, metric, value] : {std::tuple("m1", "miou", 0.415), {"e1", "mae", 0.6125}}) {
            const auto run = writeFakeRun(workspace, id, id, 9);
            (void)RunFolder(run.folder)
                .writeMetrics({{"format", 1},
                    {"splits", {{"test", {{"n", 4}, {"fused", {{metric, {{"value", value}}}}}}}}}});
        }
        m_session->refreshRuns();
        m_table->setGrouped(false);
        QTRY_COMPARE(model()->rowCount(), 5);
        QTRY_VERIFY2(column(3).contains(QStringLiteral("41.5")), qPrintable(column(3).join(u' ')));
        const auto texts = column(3);
        const auto place = int(texts.indexOf(QStringLiteral("41.5")));
        QVERIFY(texts.contains(QStringLiteral("0.613")) || texts.contains(QStringLiteral("0.612")));
        QVERIFY(model()->index(place, 3).data(Qt::ToolTipRole).toString().startsWith(QStringLiteral("mIoU")));
    }

    void groupsByEverythingButTheSeed()
    {
        m_table->setGrouped(true);
        QTRY_COMPARE(model()->rowCount(), 2);
        QCOMPARE(column(4), (QStringList{QStringLiteral("n=2"), QStringLiteral("n=1")}));
        QCOMPARE(column(3), (QStringList{QStringLiteral("75.0"), QString()}));
        view()->selectRows({0});
        QCOMPARE(m_session->selectedRuns(), (std::vector<std::string>{"a1", "a2"}));
        m_table->setGrouped(false);
        QCOMPARE(model()->rowCount(), 3);
        QCOMPARE(view()->selectedRows().size(), 2); // the same runs
        QCOMPARE(column(4), (QStringList{QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3")}));
        QCOMPARE(
            column(2), (QStringList{QStringLiteral("3/3"), QStringLiteral("3/3"), QStringLiteral("failed")}));
    }

    /// A finished run whose numbers are gone is no part of the mean, and the line says so.
    void aRunWithoutTestNumbersIsNotDone()
    {
        const RunFolder files(Workspace(m_folder->path().toStdString()).runFolder("a2"));
        std::filesystem::remove(files.path() / "metrics.json");
        cleanup();
        m_session = std::make_unique<Session>([]() -> Result<Engine*> {
            return Error{ErrorKind::NotFound, "none"};
        });
        m_table = std::make_unique<RunTable>(*m_session);
        QVERIFY(m_session->openWorkspace(m_folder->path().toStdString()));
        m_table->setGrouped(true);
        QTRY_COMPARE(model()->rowCount(), 2);
        QCOMPARE(column(2).first(), QStringLiteral("1/2"));
        QCOMPARE(column(3).first(), QStringLiteral("75.0"));
        const auto tip = model()->index(0, 3).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.startsWith(QStringLiteral("accuracy (%)\nn = 1 of 2\n"))
                && tip.contains(QStringLiteral("/a2/")),
            qPrintable(tip));
        QVERIFY(model()->index(0, 2).data(Qt::ToolTipRole).toString().contains(QStringLiteral("/a2/")));
        m_table->setGrouped(false);
        QCOMPARE(column(2)[1], QStringLiteral("incomplete"));
    }

    void selectionFollowsTheSession()
    {
        m_table->setGrouped(false);
        m_session->selectRuns({"b1"});
        QCOMPARE(view()->selectedRows(), QList<int>{2});
        m_session->deleteRuns({"b1"});
        QTRY_COMPARE(model()->rowCount(), 2);
        QVERIFY(m_session->selectedRuns().empty());
    }

    void filtersAndSorts()
    {
        m_table->setGrouped(false);
        QTest::keyClicks(m_table->findChild<QLineEdit*>(), QStringLiteral("failed"));
        QTRY_COMPARE(model()->rowCount(), 1);
        m_table->findChild<QLineEdit*>()->clear();
        QTRY_COMPARE(model()->rowCount(), 3);
        view()->sortBy(4, Qt::DescendingOrder);
        QCOMPARE(column(4).first(), QStringLiteral("3"));
    }

    void factsNameResultsWithTheirIntervals()
    {
        const std::vector<std::string> ids{"a1", "b1"};
        const auto sections = runFacts(*m_session, ids);
        const auto find = [&](const QString& title, const QString& name) -> const RunFact* {
            for (const auto& section : sections)
                for (const auto& fact : section.facts)
                    if (section.title == title && fact.name == name)
                        return &fact;
            return nullptr;
        };
        const auto* accuracy = find(QStringLiteral("Results on test (%)"), QStringLiteral("Fused"));
        QVERIFY(accuracy != nullptr);
        QCOMPARE(accuracy->values[0], QStringLiteral("75.00"));
        QCOMPARE(accuracy->values[1], QString());
        QVERIFY(accuracy->differs);
        const auto* seed = find(QStringLiteral("Settings"), QStringLiteral("seed"));
        QVERIFY(seed != nullptr && seed->differs);
        const auto* epochs = find(QStringLiteral("Settings"), QStringLiteral("train.epochs"));
        QVERIFY(epochs != nullptr && !epochs->differs);
        const auto alone = runFacts(*m_session, std::vector<std::string>{"a1"});
        QCOMPARE(alone.at(1).facts.at(0).values.at(0), QStringLiteral("75.00  (50.0 – 90.0)"));
        QVERIFY(runFacts(*m_session, {}).empty());
    }

    void theInspectorShowsOnlyDifferencesOnDemand()
    {
        InspectorPanel inspector(*m_session);
        auto* tree = inspector.findChild<QTreeWidget*>();
        QVERIFY(tree->isHidden());
        m_session->selectRuns({"a1", "a2"});
        QTRY_VERIFY(tree->topLevelItemCount() > 0);
        const auto lines = [&] {
            int count = 0;
            for (int i = 0; i < tree->topLevelItemCount(); ++i)
                count += tree->topLevelItem(i)->childCount();
            return count;
        };
        const int all = lines();
        inspector.showOnlyDifferences(true);
        QVERIFY(lines() > 0);
        QVERIFY(lines() < all / 3); // seed, id, folder, time
        QCOMPARE(tree->columnCount(), 3);
        const auto* fact = tree->topLevelItem(0)->child(0); // whatever is elided can be read
        QCOMPARE(fact->toolTip(0), fact->text(0));
        QCOMPARE(fact->toolTip(1), fact->text(1));
        QVERIFY(tree->headerItem()->toolTip(1).contains(QStringLiteral("seed 1")));
        QVERIFY(tree->wordWrap());
    }

    void theInspectorFollowsTheTheme()
    {
        applyTheme(ThemeChoice::Light);
        InspectorPanel inspector(*m_session);
        inspector.show();
        auto* tree = inspector.findChild<QTreeWidget*>();
        m_session->selectRuns({"a1", "a2"});
        QTRY_VERIFY(tree->topLevelItemCount() > 0);
        const auto color = [&] { return tree->topLevelItem(0)->child(0)->foreground(0).color(); };
        const auto light = color();
        applyTheme(ThemeChoice::Dark);
        QTRY_COMPARE(color(), themeColors(inspector.palette()).muted);
        QVERIFY(color() != light);
        applyTheme(ThemeChoice::Light);
    }
};

TEST_ENTRY(TestRunTable, QApplication)

} // namespace modalscope::tst_run_table

#include "tst_run_table.moc"

#include "app/pages/all_pages.h"
#include "app/pages/help_topics.h"
#include "app/window/main_window.h"
#include "app/window/page_tabs.h"
#include "app/window/perspectives.h"
#include "app/window/workspace_opener.h"
#include "core/io/dataset_hdf5.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_run.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/theme.h"
#include "widgets/session/session.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

namespace modalscope::tst_window_parts {

/// The window with its real pages: what is named at the start, what is said where, what is shown in full.
class TestWindowParts : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    FakeEngine m_engine;
    std::unique_ptr<EngineLibrary> m_library;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    QString path(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    std::string datasetPath() const { return path("small.h5").toStdString(); }
    void openWorkspace()
    {
        m_window->openAtStart(path("workspace"));
        QTRY_VERIFY(m_session->hasWorkspace() && !m_session->isReadingRuns());
    }
    QString shownPage() const { return m_window->pages().currentPage()->id(); }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_window_parts"));
        applyTheme(ThemeChoice::Light);
    }
    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_library = std::make_unique<EngineLibrary>(std::vector<std::filesystem::path>{});
        m_session = std::make_unique<Session>([this]() -> Result<Engine*> { return &m_engine; });
        m_window = std::make_unique<MainWindow>(*m_session, *m_library, allPages(*m_session));
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void whatIsNamedAtTheStartIsOpened()
    {
        QVERIFY(writeDataset(datasetPath(), *smallDataset()));
        const Workspace other(path("other").toStdString());
        QVERIFY(other.create());
        writeFakeRun(other, "abc", "g", 1);
        QVERIFY(!WorkspaceOpener::isWorkspace(path("small.h5")));
        QVERIFY(!WorkspaceOpener::isWorkspace(path("other/runs/abc")));
        QVERIFY(WorkspaceOpener::isWorkspace(path("other")));
        QVERIFY(WorkspaceOpener::isWorkspace(path("new")));
        m_window->opener().openAllAtStart({path("small.h5"), path("other/runs/abc"), path("new")});
        QTRY_COMPARE(QString::fromStdString(m_session->workspace().string()), path("new"));
        QTRY_VERIFY(m_session->currentDataset() != nullptr && m_session->currentDataset()->dataset);
        QTRY_VERIFY(m_session->run("abc") != nullptr);
        QCOMPARE(shownPage(), QStringLiteral("data"));
    }

    void aBadFileIsSaidOnce()
    {
        openWorkspace();
        for (const auto* name : {"one.h5", "two.h5"}) {
            QFile file(path(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no HDF5") > 0);
        }
        auto* bar = m_window->findChild<MessageBar*>();
        const auto openBad = [&](const char* page, const char* name, std::size_t problems) {
            m_window->pages().showPage(QString::fromLatin1(page));
            m_session->openDataset(path(name).toStdString());
            QTRY_COMPARE(m_session->problems().size(), problems);
        };
        openBad("data", "one.h5", 1);
        QVERIFY(!bar->isVisible()); // the page says it
        openBad("runs", "two.h5", 2);
        QVERIFY(bar->isVisible());
    }

    void theHelpNamesEveryShortcut()
    {
        QSet<QString> named;
        for (const auto& topic : helpTopics())
            if (topic.id == u"keyboard")
                for (const auto& line : topic.text.split(QLatin1Char('\n')))
                    for (const auto& key : line.section(QLatin1Char('|'), 1, 1).split(QLatin1Char(',')))
                        named << key.trimmed();
        const auto actions = m_window->commands(); // those of the pages too
        for (const auto* action : actions) {
            const auto key
                = action->shortcut().toString().replace(QStringLiteral("Return"), QStringLiteral("Enter"));
            QVERIFY2(key.isEmpty() || named.contains(key), qPrintable(key));
        }
        QVERIFY(named.contains(QStringLiteral("Alt+%1").arg(m_window->pages().pages().size())));
    }

    void theInspectorWrapsLongValues()
    {
        const Workspace workspace(path("workspace").toStdString());
        QVERIFY(workspace.create());
        writeFakeRun(workspace, "a", "g", 1);
        openWorkspace();
        m_window->perspectives().show(QStringLiteral("analyse"));
        m_session->selectRuns({"a"});
        auto* tree = m_window->findChild<QTreeWidget*>(QStringLiteral("inspectorTree"));
        const auto height = [&](const QString& name) {
            const auto found = tree->findItems(name, Qt::MatchExactly | Qt::MatchRecursive);
            if (found.isEmpty())
                return 0;
            tree->scrollToItem(found.front());
            return tree->visualItemRect(found.front()).height();
        };
        QTRY_VERIFY(height(QStringLiteral("Folder")) > 0);
        QTRY_VERIFY(height(QStringLiteral("Folder")) > height(QStringLiteral("Epoch")));
        const auto folder = tree->findItems(QStringLiteral("Folder"), Qt::MatchExactly | Qt::MatchRecursive);
        QVERIFY(folder.front()->text(1).endsWith(QStringLiteral("/runs/a"))); // nothing put in between
        QCOMPARE(folder.front()->toolTip(1), folder.front()->text(1));
    }
};

TEST_ENTRY(TestWindowParts, QApplication)

} // namespace modalscope::tst_window_parts

#include "tst_window_parts.moc"

#include "app/pages/all_pages.h"
#include "app/pages/help_topics.h"
#include "app/window/perspectives.h"
#include "app/window/workspace_opener.h"
#include "tests/app/window_fixture.h"
#include "tests/support/fake_run.h"
#include "tests/support/test_entry.h"
#include "widgets/base/message_bar.h"

#include <QFile>
#include <QTreeWidget>

namespace modalscope::tst_window_parts {

/// The window with its real pages: what is named at the start, what is said where, what is shown in full.
class TestWindowParts : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_fixture;

private Q_SLOTS:
    void initTestCase() { WindowFixture::prepareApplication("tst_window_parts"); }
    void init()
    {
        m_fixture = std::make_unique<WindowFixture>(allPages);
        m_fixture->window->resize(1280, 800);
    }
    void cleanup() { m_fixture.reset(); }

    void whatIsNamedAtTheStartIsOpened()
    {
        QVERIFY(writeDataset(m_fixture->datasetPath(), *smallDataset()));
        const Workspace other(m_fixture->path("other").toStdString());
        QVERIFY(other.create());
        writeFakeRun(other, "abc", "g", 1);
        QVERIFY(!WorkspaceOpener::isWorkspace(m_fixture->path("small.h5")));
        QVERIFY(!WorkspaceOpener::isWorkspace(m_fixture->path("other/runs/abc")));
        QVERIFY(WorkspaceOpener::isWorkspace(m_fixture->path("other")));
        QVERIFY(WorkspaceOpener::isWorkspace(m_fixture->path("new")));
        m_fixture->window->opener().openAllAtStart(
            {m_fixture->path("small.h5"), m_fixture->path("other/runs/abc"), m_fixture->path("new")});
        QTRY_COMPARE(
            QString::fromStdString(m_fixture->session->workspace().string()), m_fixture->path("new"));
        QTRY_VERIFY(
            m_fixture->session->currentDataset() != nullptr && m_fixture->session->currentDataset()->dataset);
        QTRY_VERIFY(m_fixture->session->run("abc") != nullptr);
        QCOMPARE(m_fixture->shownPage(), QStringLiteral("data"));
    }

    void aBadFileIsSaidOnce()
    {
        m_fixture->openWorkspace();
        for (const auto* name : {"one.h5", "two.h5"}) {
            QFile file(m_fixture->path(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no HDF5") > 0);
        }
        auto* bar = m_fixture->window->findChild<MessageBar*>();
        const auto openBad = [&](const char* page, const char* name, std::size_t problems) {
            m_fixture->window->pages().showPage(QString::fromLatin1(page));
            m_fixture->session->openDataset(m_fixture->path(name).toStdString());
            QTRY_COMPARE(m_fixture->session->problems().size(), problems);
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
        const auto actions = m_fixture->window->commands(); // those of the pages too
        for (const auto* action : actions) {
            const auto key
                = action->shortcut().toString().replace(QStringLiteral("Return"), QStringLiteral("Enter"));
            QVERIFY2(key.isEmpty() || named.contains(key), qPrintable(key));
        }
        QVERIFY(named.contains(QStringLiteral("Alt+%1").arg(m_fixture->window->pages().pages().size() % 10)));
    }

    void theInspectorWrapsLongValues()
    {
        const Workspace workspace(m_fixture->path("workspace").toStdString());
        QVERIFY(workspace.create());
        writeFakeRun(workspace, "a", "g", 1);
        m_fixture->openWorkspace();
        m_fixture->window->perspectives().show(QStringLiteral("analyse"));
        m_fixture->session->selectRuns({"a"});
        auto* tree = m_fixture->window->findChild<QTreeWidget*>(QStringLiteral("inspectorTree"));
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

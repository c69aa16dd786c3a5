#pragma once

#include "app/page.h"
#include "app/window/main_window.h"
#include "app/window/page_tabs.h"
#include "core/io/dataset_hdf5.h"
#include "tests/support/fake_engine.h"
#include "tests/support/small_dataset.h"
#include "widgets/base/theme.h"
#include "widgets/session/session.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// A page that is nothing but its name, and remembers a number.
class PlainPage : public Page {
public:
    explicit PlainPage(QString id)
        : m_id(std::move(id))
    { }
    QString id() const override { return m_id; }
    QString title() const override { return m_id; }
    QIcon icon() const override { return {}; }
    QWidget* widget(QWidget* parent) override
    {
        if (m_widget == nullptr)
            m_widget = new QLabel(m_id, parent);
        return m_widget;
    }
    QJsonObject saveState() const override { return {{QStringLiteral("number"), number}}; }
    void restoreState(const QJsonObject& state) override { number = state[QStringLiteral("number")].toInt(); }

    int number = 0;

private:
    QString m_id;
    QLabel* m_widget = nullptr;
};

/// Data, experiment, laziness and runs as plain pages.
inline std::vector<std::unique_ptr<Page>> plainPages(Session&)
{
    std::vector<std::unique_ptr<Page>> pages;
    for (const auto* id : {"data", "experiment", "laziness", "runs"})
        pages.push_back(std::make_unique<PlainPage>(QString::fromLatin1(id)));
    return pages;
}

/// The main window with a session on a fake engine, and a temporary folder for its files.
class WindowFixture {
public:
    using MakePages = std::function<std::vector<std::unique_ptr<Page>>(Session&)>;

    /// Once for each test program: settings of its own, the light theme.
    static void prepareApplication(const char* name)
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QString::fromLatin1(name));
        applyTheme(ThemeChoice::Light);
    }

    /// Without settings of an earlier start.
    explicit WindowFixture(MakePages makePages)
        : m_makePages(std::move(makePages))
    {
        QSettings().clear();
        engine.batchTime = std::chrono::milliseconds(1);
        start();
    }
    ~WindowFixture() { stop(); }

    void stop()
    {
        window.reset();
        session.reset();
    }

    /// The window of the next start: settings and files stay.
    void start()
    {
        stop();
        m_library = std::make_unique<EngineLibrary>(std::vector<std::filesystem::path>{});
        session = std::make_unique<Session>([this]() -> Result<Engine*> { return &engine; });
        window = std::make_unique<MainWindow>(*session, *m_library, m_makePages(*session));
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }

    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    std::string datasetPath() const { return path("small.h5").toStdString(); }

    void openWorkspace(const char* name = "workspace")
    {
        window->openAtStart(path(name));
        QTRY_VERIFY(session->hasWorkspace() && !session->isReadingRuns());
    }

    void enqueue(int count, int epochs)
    {
        QVERIFY(writeDataset(datasetPath(), *smallDataset()));
        std::vector<Experiment> experiments;
        for (int seed = 0; seed < count; ++seed) {
            Experiment experiment;
            experiment.dataset = datasetPath();
            experiment.seed = std::uint64_t(seed);
            experiment.train.epochs = epochs;
            experiment.train.batchSize = 8;
            experiments.push_back(experiment);
        }
        session->enqueue(experiments, "test");
        QTRY_COMPARE(session->queue().size(), count);
    }

    QAction* command(const char* name) const
    {
        for (auto* action : window->commands())
            if (action->objectName() == QLatin1String(name))
                return action;
        qFatal("no command %s", name);
    }

    QString shownPage() const { return window->pages().currentPage()->id(); }

private:
    QTemporaryDir m_folder;
    MakePages m_makePages;
    std::unique_ptr<EngineLibrary> m_library;

public:
    FakeEngine engine;
    std::unique_ptr<Session> session; // after the engine, so that it goes before it
    std::unique_ptr<MainWindow> window;
};

} // namespace modalscope

#pragma once

#include "core/io/dataset_hdf5.h"
#include "tests/support/fake_engine.h"
#include "tests/support/small_dataset.h"
#include "widgets/session/session.h"

#include <QCoreApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// A session in a folder of its own, with an engine that trains by waiting; it can be started again.
struct SessionFixture {
    std::unique_ptr<QTemporaryDir> m_folder;
    FakeEngine m_engine;
    std::unique_ptr<Session> m_session;
    int m_histories = 0;

    std::filesystem::path root() const { return m_folder->path().toStdString() + "/workspace"; }
    std::string datasetPath() const { return m_folder->path().toStdString() + "/small.h5"; }
    void makeDataset() { QVERIFY(writeDataset(datasetPath(), *smallDataset())); }
    void open()
    {
        QVERIFY(m_session->openWorkspace(root()));
        QTRY_VERIFY(!m_session->isReadingRuns());
    }
    std::vector<Experiment> experiments(int count, int epochs = 3)
    {
        std::vector<Experiment> made;
        made.resize(std::size_t(count));
        for (int i = 0; i < count; ++i) {
            made[std::size_t(i)].dataset = datasetPath();
            made[std::size_t(i)].seed = std::uint64_t(i);
            made[std::size_t(i)].train.epochs = epochs;
            made[std::size_t(i)].train.batchSize = 8;
        }
        return made;
    }
    void restart()
    {
        m_session.reset();
        m_session = std::make_unique<Session>([this]() -> Result<Engine*> { return &m_engine; });
        m_session->queue().setParallelRuns(2);
        QObject::connect(
            m_session.get(), &Session::changed, m_session.get(), [this](const SessionChange& change) {
                m_histories += std::holds_alternative<HistoryChanged>(change);
            });
    }

    static void useOwnSettings(const char* test)
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope tests"));
        QCoreApplication::setApplicationName(QString::fromLatin1(test));
    }
    void begin() ///< before every test
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_engine.batchTime = std::chrono::milliseconds(1);
        m_engine.failingSeeds.clear();
        m_histories = 0;
        restart();
    }
};

} // namespace modalscope

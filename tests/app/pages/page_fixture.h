#pragma once

#include "core/base/atomic_file.h"
#include "core/io/dataset_hdf5.h"
#include "tests/support/fake_engine.h"
#include "tests/support/make_run_folder.h"
#include "tests/support/small_dataset.h"
#include "widgets/base/stall_watchdog.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <limits>
#include <memory>

namespace modalscope {

/// An engine that also estimates: a second per epoch, a megabyte per run.
class EstimatingEngine : public FakeEngine {
public:
    Result<ModelSummary> summarize(const Experiment&, const Dataset&) override
    {
        ModelSummary summary;
        summary.parameters = 1000;
        summary.trainingBytes = 1e6;
        summary.secondsPerEpoch = 1;
        return summary;
    }
};

/// A workspace of its own in a temporary folder, with a session on it.
template <class TestEngine>
class EnginePageFixture {
public:
    EnginePageFixture()
        : session([this]() -> Result<Engine*> { return &engine; })
    { }

    std::string root() const { return fromQt(m_folder.filePath(QStringLiteral("workspace"))); }
    std::string file(const char* name) const { return fromQt(m_folder.filePath(QString::fromLatin1(name))); }

    /// Writes `dataset` as a file and returns it as it is read back.
    std::shared_ptr<const Dataset> writeDatasetFile(const Dataset& dataset, const char* name = "small.h5")
    {
        const auto path = file(name);
        if (!writeDataset(path, dataset))
            return nullptr;
        auto read = readDataset(path);
        return read ? read.value() : nullptr;
    }

    void openDataset(const std::string& path)
    {
        session.openDataset(path);
        QTRY_VERIFY(session.currentDataset() != nullptr);
        QTRY_VERIFY(session.currentDataset()->state != OpenDataset::State::Opening);
    }

    /// The workspace with these runs in it, read by the session.
    void openWorkspace(const std::vector<MadeRun>& runs = {})
    {
        QVERIFY(Workspace(root()).create());
        for (const auto& run : runs)
            writeRun(run, root());
        QVERIFY(session.openWorkspace(root()));
        QTRY_VERIFY(!session.isReadingRuns());
        QTRY_COMPARE(session.runs().size(), runs.size());
    }

private:
    QTemporaryDir m_folder;

public:
    TestEngine engine;
    Session session; // after the engine, so that it goes before it
};

using PageFixture = EnginePageFixture<EstimatingEngine>;

/// The longest stall of the window's thread while `work` runs: the least of three tries, because a stall of
/// ours comes every time and one of a busy machine does not.
template <class Work>
int leastStall(Work work)
{
    int least = std::numeric_limits<int>::max();
    for (int i = 0; i < 3 && least > 50; ++i) {
        StallWatchdog watchdog;
        work();
        least = std::min(least, int(watchdog.longestStall().count()));
    }
    return least;
}

/// The child called `name`, which must be there.
template <class T>
T* child(const QWidget* parent, const char* name)
{
    auto* found = parent->findChild<T*>(QString::fromLatin1(name));
    if (found == nullptr)
        qFatal("there is no child called %s", name);
    return found;
}

} // namespace modalscope

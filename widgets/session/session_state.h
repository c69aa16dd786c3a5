#pragma once

#include "widgets/session/dataset_list.h"
#include "widgets/session/run_list.h"
#include "widgets/session/session.h"

#include <QUndoStack>

#include <set>

namespace modalscope {

/// What a Session consists of; only its own files include this.
struct Session::State {
    State(EngineLoader loader, Session* session)
        : engine(std::move(loader))
        , cache(std::make_shared<DatasetCache>(readProbedDataset))
        , datasets(cache)
        , queue(engine,
              [cache = cache](
                  const std::string& path, const RunContext& context) { return cache->read(path, context); })
        , runs(queue)
    {
        undo.setParent(session);
    }

    EngineLoader engine;
    std::shared_ptr<DatasetCache> cache;
    Workspace workspace{std::filesystem::path()};
    QUndoStack undo;
    DatasetList datasets;
    std::vector<std::string> selected;
    SampleSelection sampleSelection;
    CurrentSample currentSample;
    std::vector<std::string> checkpoints;
    std::string currentCheckpoint;
    int epochCursor = 0;
    Experiment draft;
    std::vector<Problem> problems;
    std::set<std::string> knownProblems; // texts, so that a look every second does not repeat them
    RunQueue queue;
    RunList runs;
    BackgroundLine disk; // folders of queued runs; last: joins its thread first
};

} // namespace modalscope

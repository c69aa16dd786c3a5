#pragma once

#include "core/engine/engine.h"
#include "tests/support/small_experiment.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// Small runs in a temporary folder, and what the engine says of their features when a gap is shifted.
class ShiftedRuns {
public:
    static Experiment experimentOf(MethodKind kind, std::vector<std::string> modalities = {})
    {
        auto experiment = smallExperiment(3);
        experiment.method = {};
        experiment.method.kind = kind;
        experiment.modalities = std::move(modalities);
        return experiment;
    }
    static std::string messageOf(const Result<GapShift>& shift)
    {
        return shift ? std::string() : shift.error().message;
    }

    std::filesystem::path folder(const std::string& run) const
    {
        return std::filesystem::path(m_dir.path().toStdString()) / run;
    }
    Result<GapShift> shift(const std::string& run, std::vector<double> shifts,
        const std::shared_ptr<const Dataset>& dataset = smallDataset(), const std::string& split = "test",
        const std::string& x = {}, const std::string& y = {}) const
    {
        GapShiftRequest request;
        request.folder = folder(run);
        request.dataset = dataset;
        request.split = split;
        request.shifts = std::move(shifts);
        request.x = x;
        request.y = y;
        return modalscopeEngine()->shiftGap(request, {});
    }
    void train(const std::string& run, const Experiment& experiment,
        const std::shared_ptr<const Dataset>& dataset = smallDataset()) const
    {
        QVERIFY(m_dir.isValid());
        const auto done = runSmall(experiment, folder(run), {}, dataset);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }

private:
    QTemporaryDir m_dir;
};

} // namespace modalscope

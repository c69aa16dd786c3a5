#include "tests/support/small_experiment.h"

#include "core/base/atomic_file.h"
#include "core/store/run_folder.h"

namespace modalscope {

Experiment smallExperiment(int epochs)
{
    Experiment experiment;
    experiment.name = "small";
    EncoderOptions encoder;
    encoder.feature = 8;
    encoder.hidden = {12};
    encoder.channels = {4, 6};
    encoder.width = 8;
    encoder.dropout = 0.2; // its generator is part of what a resumed run needs
    experiment.encoders["*"] = encoder;
    experiment.train.epochs = epochs;
    experiment.train.batchSize = 16;
    experiment.train.learningRate = 0.05;
    experiment.train.device = DeviceChoice::Cpu;
    return experiment;
}

Result<void> runSmall(const Experiment& experiment, const std::filesystem::path& folder,
    const RunContext& context, const std::shared_ptr<const Dataset>& dataset)
{
    RunRequest request;
    request.experiment = experiment;
    request.dataset = dataset;
    request.folder = folder;
    request.command = "test";
    return modalscopeEngine()->run(request, context);
}

std::map<std::string, std::string> decidedFiles(const std::filesystem::path& folder)
{
    std::map<std::string, std::string> files;
    for (const char* name : {"metrics.json", "checkpoint.safetensors", "predictions.h5", "features.h5"}) {
        auto bytes = readFile(folder / name);
        files[name] = bytes ? std::move(bytes).value() : std::string();
    }
    const auto history = RunFolder(folder).history();
    HistoryRow row;
    for (int epoch = 1; history && epoch <= history.value().epochCount(); ++epoch) {
        row = history.value().row(epoch);
        for (auto& [name, value] : row.values)
            if (name == "seconds")
                value = 0;
        files["history.csv"] += historyLineCsv(row);
    }
    files["history.csv"] += historyHeaderCsv(row);
    return files;
}

} // namespace modalscope

#pragma once

#include "core/io/dataset_hdf5.h"
#include "tests/core/io/h5_writer.h"

#include <QTemporaryDir>

namespace modalscope {

using Change = void (*)(H5Writer&);

/// The small dataset of h5_writer.h as a file in a folder of its own, changed by a test and read.
class SmallFile {
public:
    std::string path() const { return m_folder.filePath(QStringLiteral("data.h5")).toStdString(); }

    /// Null, with a warning, when the changed file is no dataset.
    std::shared_ptr<const Dataset> read(Change change = nullptr, const ReadDatasetOptions& options = {}) const
    {
        {
            H5Writer h5(path());
            writeSmallFile(h5);
            if (change != nullptr)
                change(h5);
        }
        auto dataset = readDataset(path(), options);
        if (!dataset)
            qWarning("%s", dataset.error().message.c_str());
        return dataset ? dataset.value() : nullptr;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace modalscope

#pragma once

#include "core/data/dataset.h"

#include <QWidget>

#include <memory>
#include <string>
#include <vector>

class QComboBox;
class QLabel;

namespace modalscope {

class ModalityList;
class Session;

/// Which dataset and which of its modalities a comparison is about.
class ExperimentData : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentData(Session& session, QWidget* parent = nullptr);

    /// The dataset that is chosen; null while none is open.
    const std::shared_ptr<const Dataset>& dataset() const { return m_dataset; }
    void setAlternates(bool alternates); ///< whether a method goes through the modalities in their order
    QString note() const; ///< what the dataset holds, or why there is none
    std::vector<std::string> modalities() const; ///< ticked, in order

    /// Ticks these as soon as the dataset at `path` is the one that is chosen; an empty path: as soon as any
    /// is.
    void wantModalities(const std::vector<std::string>& names, const std::string& path);
    void choose(const std::string& path); ///< opens it when needed; empty keeps the present one
    void refresh(); ///< what the session has open

Q_SIGNALS:
    void datasetTaken(); ///< another one, or modalities that were wanted; before changed()
    void changed();

private:
    void fillDatasets();
    void take(std::shared_ptr<const Dataset> dataset);

    Session& m_session;
    std::shared_ptr<const Dataset> m_dataset;
    std::vector<std::string> m_wanted; // to tick once the dataset has opened
    std::string m_wantedFrom; // dataset that these are of; empty = any
    QComboBox* m_datasets;
    QLabel* m_note;
    QLabel* m_order;
    ModalityList* m_modalities;
};

} // namespace modalscope

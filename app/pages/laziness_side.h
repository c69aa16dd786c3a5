#pragma once

#include "app/pages/laziness_maker.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QJsonObject;
class QLabel;

namespace modalscope {

class CheckList;
class Session;

/// Beside the charts of the laziness page: which dataset, groups and modalities, and what the numbers say in
/// words.
class LazinessSide : public QWidget {
    Q_OBJECT
public:
    explicit LazinessSide(Session& session, QWidget* parent = nullptr);

    /// The chosen dataset stays, unless the session's current one has just got its first runs or was opened.
    /// True when another one is chosen now.
    bool refreshDatasets();
    void showResult(const LazinessResult& result);

    std::string fingerprint() const; ///< of the chosen dataset; empty when no run has one
    std::vector<std::string> groups() const; ///< ids of those to draw
    std::vector<std::string> modalities() const; ///< "fused" is one of them
    bool selectedOnly() const;

    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

Q_SIGNALS:
    void changed();
    void missingAloneRequested(); ///< train the encoders that no run has trained alone

private:
    void showGroups(const LazinessResult& result);
    void showModalities(const LazinessResult& result);
    void showWords(const LazinessResult& result);

    Session& m_session;
    QComboBox* m_datasets;
    QString m_restored; // fingerprint that was chosen at the last exit, until its runs are read
    QString m_followed; // of the session's current dataset that was chosen by itself
    QCheckBox* m_selectedOnly;
    CheckList* m_groups;
    CheckList* m_modalities;
    QLabel* m_words;
};

} // namespace modalscope

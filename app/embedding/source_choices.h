#pragma once

#include "app/embedding/embedding_source.h"
#include "app/embedding/modality_button.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

#include <set>
#include <utility>

class QComboBox;

namespace modalscope {

class Session;

/// Whose features a pane shows: a finished run, an open dataset or a file; split, epoch, and which modalities
/// are taken. Follows the session's current run as long as a run is shown.
class SourceChoices : public QWidget {
    Q_OBJECT
public:
    /// `name` begins the names of its parts: "embedding" → "embeddingSource", "embeddingSplit".
    SourceChoices(Session& session, const QString& name, QWidget* parent = nullptr);
    ~SourceChoices() override;

    void refresh(); ///< offers what the session has now; `changed` follows when the source is another one
    bool hasSources() const { return !m_offered.empty(); }
    SourceRequest request() const;
    const EmbeddingSource& source() const { return m_source; }
    void setSource(const EmbeddingSource& source, bool tells = true);
    void addFile(const std::string& path); ///< offers and chooses it
    void followsCurrentRun(bool follows) { m_follows = follows; }

    /// The modalities that there are now.
    void setModalities(const std::vector<std::string>& names) { m_taken->setModalities(names); }
    std::vector<std::size_t> arrays() const { return m_taken->taken(); } ///< places of those that are taken
    const std::set<std::string>& leftOut() const { return m_taken->leftOut(); }
    void setLeftOut(std::set<std::string> names) { m_taken->setLeftOut(std::move(names)); }
    void takeOnly(const std::string& name) { m_taken->takeOnly(name); } ///< `arraysChanged` follows

    const std::vector<int>& epochs() const { return m_epochs; } ///< of train.feature_epochs, that are there
    const std::vector<std::string>& modalities() const { return m_taken->modalities(); }

Q_SIGNALS:
    void changed(); ///< another source
    void arraysChanged();
    void epochsChanged();

private:
    struct FoundEpochs {
        std::string run;
        std::vector<int> epochs;
    };
    void offer();
    void offerSplits();
    void offerEpochs();
    void lookForEpochs();
    void choose(EmbeddingSource source);
    std::string firstPlace() const;

    Session& m_session;
    EmbeddingSource m_source;
    std::vector<std::pair<std::string, std::string>> m_offered; // key and title
    std::vector<std::string> m_files; // paths that were opened here
    std::vector<int> m_epochs;
    std::string m_epochsOf;
    std::string m_current; // the session's current run at the last refresh()
    bool m_follows = true, m_isFilling = false;
    QComboBox* m_place;
    QComboBox* m_split;
    QComboBox* m_epoch;
    ModalityButton* m_taken;
    NewestWork<std::pair<std::string, std::string>, FoundEpochs> m_looking; // last: its thread ends first
};

} // namespace modalscope

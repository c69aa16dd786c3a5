#pragma once

#include "widgets/runs/background_line.h"
#include "widgets/session/run_entry.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace modalscope {

class GroupDifferences;
class Session;

/// What the runs of a session are called in lists: their method, what sets their settings apart from those of
/// the same method in the workspace, modalities and seed. Differences are found on another thread, of new
/// groups only, and are empty until then.
class RunNames : public QObject {
    Q_OBJECT
public:
    static RunNames& of(Session& session); ///< the session's own, made when it is first asked for
    ~RunNames() override;

    QString method(const RunEntry& entry); ///< "MLA, no HGM"; "audio alone" of an encoder alone
    QString difference(
        const RunEntry& entry) const; ///< "train rate 0.4, epochs 60"; empty where there is none
    QString groupTitle(const RunEntry& entry); ///< "MLA · train rate 0.4 · image, audio"
    QString title(const RunEntry& entry); ///< the same with " · seed 3"

Q_SIGNALS:
    void changed(); ///< other differences than before

private:
    explicit RunNames(Session& session);
    struct Look;
    using Texts = std::unordered_map<std::string, std::string>;
    void lookSoon();
    void look();
    void compare(Look look);

    Session& m_session;
    QTimer m_timer;
    std::unordered_map<std::string, QString> m_methods; // by group
    std::shared_ptr<const Texts> m_differences; // by group; never null
    std::unordered_set<std::string> m_told; // groups that the comparison knows
    std::shared_ptr<GroupDifferences> m_comparison; // only the line's thread uses it
    bool m_again = false; // something has changed while it compares
    BackgroundLine m_line; // last: joins its thread first
};

} // namespace modalscope

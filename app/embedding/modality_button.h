#pragma once

#include <QToolButton>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

class QMenu;

namespace modalscope {

/// Which modalities are points of a picture: a button with a menu of all that there are, hidden while there
/// is no choice. Those left out are known by name, so that they stay out when another source has them too.
class ModalityButton : public QToolButton {
    Q_OBJECT
public:
    /// `name` begins the names of its parts: "embedding" → "embeddingModalities", "embeddingTake.image".
    explicit ModalityButton(const QString& name, QWidget* parent = nullptr);

    void setModalities(const std::vector<std::string>& names);
    const std::vector<std::string>& modalities() const { return m_modalities; }
    std::vector<std::size_t> taken() const; ///< places among modalities()
    const std::set<std::string>& leftOut() const { return m_leftOut; }
    void setLeftOut(std::set<std::string> names);
    void takeOnly(const std::string& name); ///< one modality; `changed` follows

Q_SIGNALS:
    void changed(); ///< by a person, or takeOnly()

private:
    void fill();
    void showCount();

    QString m_name;
    QMenu* m_menu;
    std::vector<std::string> m_modalities;
    std::set<std::string> m_leftOut;
};

} // namespace modalscope

// SPDX-License-Identifier: Apache-2.0
// The words of whatsapp_text_markers.h, by meaning, in the languages of the application. Compared without regard to
// case, leading and trailing marks, and a closing full stop. Order within a list has no meaning.
#pragma once

#include <array>
#include <string_view>

// clang-format off
namespace verbatim::formats::whatsapp::words {

// Android, in angle brackets: media of a kind that is not said.
constexpr auto kMedia = std::to_array<std::string_view>({
    "Media omitted", "Media weggelaat", "تم استبعاد الوسائط", "media buraxıldı", "Media çıxarılmışdır", "Без файл",
    "মিডিয়া বাদ দেওয়া হয়েছে", "fitxers multimèdia omesos", "Mitjans omesos", "Média vynechány", "Média vynechána",
    "Medier udeladt", "Mediefil udeladt", "Medien ausgeschlossen", "Medien weggelassen", "Medien fehlen",
    "Αρχείο παραλήφθηκε", "Εξαίρεση πολυμέσων", "Multimedia omitido", "Archivo omitido", "Meedia välja jäetud",
    "Meedia ära jäetud", "رسانه حذف شد", "Media jätettiin pois", "Media jätetty pois", "Médias omis", "Fichier omis",
    "Média manquante", "મિડિયા છોડી મૂકાયું", "મીડિયા અવગણાયું", "मीडिया के बिना", "Medijski zapis izostavljen",
    "Média elhagyva", "Hiányzó médiafájl", "Media tidak disertakan", "Media omessi", "Media omesso",
    "Media mancante", "המדיה לא נכללה", "מדיה הושמטה", "המדיה הוסרה", "メディアなし", "メディアは含まれていません",
    "Файлдар қосылмаған", "ಮಾಧ್ಯಮ ಕೈಬಿಡಲಾಗಿದೆ", "미디어 파일 제외됨", "미디어 파일을 생략한 대화내용", "Medija praleista",
    "Praleistas medijos turinys", "Nav iekļauta multivide", "Bez multivides", "Без фајлови", "മീഡിയ ഒഴിവാക്കി",
    "मीडिया वगळण्यात आला", "मीडिया वगळले", "Media dikecualikan", "Media disingkirkan", "Media utelatt",
    "Uten vedlegg", "Media weggelaten", "ਮੀਡੀਆ ਛੱਡਿਆ", "ਮੀਡੀਆ ਛੱਡਿਆ ਗਿਆ", "Pominięto multimedia", "pliki pominięto",
    "Ficheiro não revelado", "Mídia omitida", "Mídia oculta", "Conținut media omis", "Без медиафайлов",
    "Файл пропущен", "Médiá vynechané", "Datoteke izpuščene", "Medij izpuščen", "Media u hoq",
    "медији су изостављени", "Media utelämnat", "Media har utelämnats", "Media hazijajumuishwa",
    "கோப்புகள் விடப்பட்டன", "మీడియా విస్మరించబడింది", "మాధ్యమం విస్మరించబడింది", "ไฟล์สื่อถูกลบ", "สื่อถูกลบ",
    "Inalis ang media", "Walang kalakip na media", "Medya dahil edilmedi", "Medya atlanmış", "Медіа пропущено",
    "Медіафайли відсутні", "میڈیا چھوڑ دیا گیا", "Fayl o‘tkazib yuborildi", "bỏ qua tệp phương tiện", "Bỏ qua Media",
    "忽略多媒體檔", "省略多媒体文件", "ملفات مفقودة", "Video note omitted", "Video message omitted",
    "View once voice message omitted",
});

// iPhone: one kind of media left out.
constexpr auto kImage = std::to_array<std::string_view>({
    "image omitted", "imagen omitida", "Bild weggelassen", "image absente", "immagine omessa", "imagem ocultada",
    "imagem não revelada", "imagem omitida", "afbeelding weggelaten", "görüntü dahil edilmedi",
    "изображение отсутствует", "зображення відсутнє", "لم يتم إدراج الصورة", "obraz pominięty", "obrázek vynechán",
    "obrázok vynechaný", "bild utesluten", "billede udeladt", "bilde ikke inkludert", "ei kuvaa",
    "εικόνα παραλείφθηκε", "התמונה הושמטה", "تصویر حذف شد", "画像は含まれていません", "이미지 생략됨", "圖片已略去", "圖像已省略", "照片已忽略",
    "gambar tidak disertakan", "imej tidak dimasukkan", "imagine omisă", "đã bỏ qua hình ảnh", "ไม่มีรูปภาพ",
    "slika izostavljena", "imatge omesa", "kép küldése sikertelen", "फ़ोटो हटाई गई", "ইমেজ বাদ দেওয়া হয়েছে",
});

constexpr auto kVideo = std::to_array<std::string_view>({
    "video omitted", "video omitido", "vídeo omitido", "Video weggelassen", "vidéo absente", "video omesso",
    "vídeo não revelado", "video weggelaten", "video dahil edilmedi", "видео отсутствует", "відео відсутнє",
    "لم يتم إدراج الفيديوهات", "لم يتم إدراج الفيديو", "wideo pominięte", "video vynecháno", "video vynechané",
    "video utesluten", "video udeladt", "video utelatt", "videota ei sisällytetä", "βίντεο παραλείφθηκε",
    "סרטון הווידאו הושמט", "ویدیو حذف شد", "ビデオは含まれていません", "비디오 생략됨", "影片已略去", "影片已省略", "视频已忽略",
    "video tidak disertakan", "clip video omis", "đã bỏ video", "video izostavljen", "vídeo omès",
    "वीडियो छोड़ा गया",
});

constexpr auto kAudio = std::to_array<std::string_view>({
    "audio omitted", "audio omitido", "áudio omitido", "Audio weggelassen", "audio omis", "audio omesso",
    "áudio ocultado", "ficheiro de áudio não revelado", "audio weggelaten", "ses dahil edilmedi",
    "аудиофайл отсутствует", "аудіо відсутнє", "لم يتم إدراج المقاطع الصوتية", "audio pominięte",
    "zvukový soubor vynechán", "zvuk vynechaný", "ljud utelslutet", "lyd udeladt", "lyd utelatt",
    "ήχος παραλείφθηκε", "קטע קול הושמט", "صدا حذف شد", "音声は含まれていません", "오디오 생략됨", "音訊已略去", "音訊已省略", "音频已忽略",
    "audio tidak disertakan", "ऑडियो हटाई गयी",
});

constexpr auto kSticker = std::to_array<std::string_view>({
    "sticker omitted", "sticker omitido", "Sticker weggelassen", "sticker omis", "sticker non incluso",
    "sticker não revelado", "figurinha omitida", "sticker weggelaten", "çıkartma dahil edilmedi",
    "стикер не добавлен", "наклейку не додано", "تم حذف الملصقات", "pominięto naklejkę", "nálepka vynechána",
    "nálepka vynechaná", "sticker utesluten", "klistermærke udeladt", "klistremerke utelatt",
    "αυτοκόλλητο παραλήφθηκε", "סטיקר הושמט", "استیکر حذف شد", "スタンプは含まれていません", "스티커 제외됨", "貼圖已略去", "贴图已省略",
    "stiker tidak disertakan", "स्टिकर छोड़ा गया",
});

constexpr auto kGif = std::to_array<std::string_view>({
    "GIF omitted", "GIF omitido", "GIF weggelassen", "GIF retiré", "GIF esclusa", "GIF não revelada",
    "GIF weggelaten", "GIF dahil edilmedi", "GIF отсутствует", "GIF-анімацію пропущено", "لم يتم إدراج صورة GIF",
    "Plik GIF pominięty", "GIF vynechán", "GIF utesluten", "GIF udeladt", "GIF utelatt", "GIFは含まれていません", "GIF 생략됨",
    "GIF tidak disertakan", "GIF omis", "GIF omitida",
});

constexpr auto kContact = std::to_array<std::string_view>({
    "Contact card omitted", "Tarjeta de contacto omitida", "Kontaktkarte ausgelassen", "Fiche contact manquante",
    "Scheda contatto omessa", "Contacto não revelado", "Cartão do contato omitido", "Visitekaartje weggelaten",
    "Kişi kartı dahil edilmedi", "Карточка контакта отсутствует", "Картка контакту відсутня",
    "لم يتم إدراج بطاقة جهة اتصال", "Pominięta wizytówka kontaktu", "Vizitka vynechána", "Kontaktkort uteslutet",
    "Kontaktkort udeladt", "Η κάρτα επαφής παραλήφθηκε", "כרטיס איש קשר הושמט", "連絡先カードを省略", "연락처 카드 생략됨",
    "联系人卡片已忽略", "Kartu kontak tidak disertakan", "कॉन्टैक्ट कार्ड छोड़ा गया",
});

// Behind the name of the document.
constexpr auto kDocument = std::to_array<std::string_view>({
    "document omitted", "documento omitido", "Dokument weggelassen", "document manquant", "documento omesso",
    "documento não revelado", "document weggelaten", "belge dahil edilmedi", "документ отсутствует",
    "документ пропущено", "لم يتم إدراج المستند", "dokument pominięty", "dokument vynechán", "dokument vynechaný",
    "dokument uteslutet", "dokument udeladt", "utelatt dokument", "dokumenttia ei sisällytetä",
    "έγγραφο παραλείφθηκε", "מסמך הושמט", "سند حذف شد", "ドキュメントは含まれていません", "문서 생략됨", "文件已略去", "文档已省略",
    "dokumen tidak disertakan", "document omis", "डॉक्यूमेंट छोड़ा गया",
});

// The whole message.
constexpr auto kDeleted = std::to_array<std::string_view>({
    "This message was deleted", "You deleted this message", "This message was deleted by an admin",
    "You deleted this message as admin", "Diese Nachricht wurde gelöscht", "Du hast diese Nachricht gelöscht",
    "Dit bericht is verwijderd", "U hebt dit bericht verwijderd", "Je hebt dit bericht verwijderd",
    "Ce message a été supprimé", "Vous avez supprimé ce message", "Se eliminó este mensaje",
    "Este mensaje fue eliminado", "Eliminaste este mensaje", "Esta mensagem foi apagada", "Mensagem apagada",
    "Você apagou esta mensagem", "Apagou esta mensagem", "Questo messaggio è stato eliminato",
    "Hai eliminato questo messaggio", "Bu mesaj silindi", "Bu mesajı sildiniz", "Данное сообщение удалено",
    "Вы удалили это сообщение", "Вы удалили данное сообщение", "Сообщение удалено", "Це повідомлення було видалено",
    "Ви видалили це повідомлення", "تم حذف هذه الرسالة", "لقد حذفت هذه الرسالة", "لقد حذَفت هذه الرسالة",
    "أنت حذفت هذه الرسالة", "Ta wiadomość została usunięta", "Usunięto tę wiadomość", "Tato zpráva byla smazána",
    "Tato zpráva byla odstraněna", "Táto správa bola odstránená", "Det här meddelandet raderades",
    "Du raderade det här meddelandet", "Denne besked blev slettet", "Du slettede denne besked",
    "Denne meldingen ble slettet", "Du slettet denne meldingen", "Tämä viesti poistettiin", "Poistit tämän viestin",
    "Αυτό το μήνυμα διαγράφηκε", "Διαγράψατε αυτό το μήνυμα", "הודעה זו נמחקה", "מחקת הודעה זו",
    "این پیام حذف شده است", "این پیام حذف شد", "Acest mesaj a fost șters", "Ați șters acest mesaj",
    "Ez az üzenet törlésre került", "Törölted ezt az üzenetet", "Pesan ini dihapus", "Pesan ini telah dihapus",
    "Anda menghapus pesan ini", "Mesej ini telah dipadam", "このメッセージは削除されました", "このメッセージを削除しました", "이 메시지는 삭제되었습니다",
    "삭제한 메시지입니다", "이 메시지를 삭제했습니다", "此訊息已刪除", "您已刪除此訊息", "这条消息已被删除", "您已删除这条消息", "信息已删除",
    "यह मैसेज डिलीट कर दिया गया है", "यह संदेश मिटाया गया", "आपने यह मैसेज डिलीट किया", "Tin nhắn này đã bị xóa",
    "Bạn đã xóa tin nhắn này", "ข้อความนี้ถูกลบแล้ว", "คุณได้ลบข้อความนี้", "Aquest missatge s'ha suprimit",
    "Has suprimit aquest missatge",
});

// In angle brackets at the end of a message.
constexpr auto kEdited = std::to_array<std::string_view>({
    "This message was edited", "Diese Nachricht wurde bearbeitet", "Dit bericht is bewerkt",
    "Ce message a été modifié", "Se editó este mensaje", "Mensagem editada", "Esta mensagem foi editada",
    "Questo messaggio è stato modificato", "Bu mesaj düzenlendi", "Сообщение изменено", "Это сообщение изменено",
    "تم تعديل هذه الرسالة", "Wiadomość edytowana",
});

// The whole message, or its beginning before a comma or blank.
constexpr auto kCall = std::to_array<std::string_view>({
    "Missed voice call", "Missed video call", "Missed group voice call", "Missed group video call",
    "Silenced voice call", "Silenced video call", "Voice call", "Video call", "Group call", "Verpasster Sprachanruf",
    "Verpasster Videoanruf", "Verpasster Gruppen-Sprachanruf", "Sprachanruf", "Videoanruf", "Gemiste spraakoproep",
    "Gemist spraakgesprek", "Gemiste video-oproep", "Gemist videogesprek", "Appel vocal manqué",
    "Appel vidéo manqué", "Appel vocal", "Appel vidéo", "Llamada de voz perdida", "Videollamada perdida",
    "Llamada perdida", "Chamada de voz perdida", "Ligação de voz perdida", "Chamada de vídeo perdida",
    "Videochamada perdida", "Chiamata vocale persa", "Videochiamata persa", "Chiamata persa", "Cevapsız sesli arama",
    "Cevapsız görüntülü arama", "Пропущенный аудиозвонок", "Пропущенный видеозвонок", "Пропущений аудіодзвінок",
    "Пропущений відеодзвінок", "مكالمة صوتية فائتة", "مكالمة فيديو فائتة", "Nieodebrane połączenie głosowe",
    "Nieodebrane połączenie", "Nieodebrane poł. wideo", "Zmeškaný hlasový hovor", "Zmeškaný videohovor",
    "Missat röstsamtal", "Missat videosamtal", "Ubesvaret videoopkald", "Mistet opkald", "Tapt taleanrop",
    "Tapt videoanrop", "Vastaamaton äänipuhelu", "Vastaamaton videopuhelu", "שיחה קולית שלא נענתה",
    "שיחת וידאו שלא נענתה", "不在着信", "ビデオ通話不在着信", "부재중 전화", "부재중 영상통화", "未接語音通話", "未接视频通话", "未接语音通话", "未接視像通話",
    "Panggilan suara tak terjawab", "Panggilan video tak terjawab", "Cuộc gọi nhỡ", "मिस्ड वॉइस कॉल",
    "मिस्ड वीडियो कॉल", "Apel vocal nepreluat", "Nem fogadott hanghívás", "Nem fogadott videohívás",
});

// The whole message.
constexpr auto kLiveLocation = std::to_array<std::string_view>({
    "live location shared", "Live-Standort wird geteilt", "live locatie gedeeld", "Localisation en direct partagée",
    "ubicación en tiempo real compartida", "localização atual compartilhada", "Está a partilhar a sua localização",
    "posizione attuale condivisa", "Mevcut konum paylaşıldı", "Геоданные отправлены", "геодані надіслано",
    "تمت مشاركة الموقع المباشر", "udostępniona transmisja położenia", "byla sdílena aktuální poloha",
    "liveposition delad", "live placering delt", "posisjon i sanntid delt", "live-sijainti jaettu", "ライブロケーション共有",
    "공유한 실시간 위치", "共享实时位置", "實時位置已分享", "Lokasi terkini dibagikan", "locație în timp real distribuită",
});

// iPhone: "<attached: FILE>".
constexpr auto kAttached = std::to_array<std::string_view>({
    "attached", "angehängt", "Anhang", "bijgevoegd", "pièce jointe", "adjunto", "anexado", "anexo", "allegato",
    "eklendi", "прикреплено", "додано", "المُرفق", "załączono", "příloha", "príloha", "bifogat", "vedhæftet",
    "vedlagt", "liite", "επισυνάφθηκε", "מצורף", "پیوست", "添付ファイル", "첨부됨", "附件", "terlampir", "đính kèm", "แนบ",
    "adjunt", "csatolva", "atașare", "priloženo", "अटैच किया गया",
});

// Android: "FILE (file attached)".
constexpr auto kFileAttached = std::to_array<std::string_view>({
    "file attached", "lêer aangeheg", "الملف مرفق", "fayl əlavə olunub", "прикачен файл", "ফাইল সংযুক্ত হয়েছে",
    "arxiu adjunt", "soubor byl přiložen", "fil vedhæftet", "Datei angehängt", "συνημμένο αρχείο", "archivo adjunto",
    "archivo adjuntado", "fail lisatud", "liitetiedosto", "fichier joint", "ફાઇલ જોડાયેલ", "קובץ מצורף",
    "फाइल अटैच कर दी गई है", "datoteka u privitku", "fájl csatolva", "file terlampir", "file allegato", "添付ファイル有り",
    "қосымша файл", "파일 첨부됨", "byla prisegta", "pievienots fails", "прикачен фајл", "fail dilampirkan",
    "vedlagt fil", "bestand bijgevoegd", "załączony plik", "ficheiro anexado", "arquivo anexado", "fișier atașat",
    "файл добавлен", "súbor pripojený", "priložena datoteka", "skedë e ngjitur", "прикачена датотека", "bifogad fil",
    "faili limeambatanishwa", "ไฟล์ที่แนบ", "nakalakip na file", "dosya ekli", "файл додано", "پیوستہ فائل",
    "fayl biriktirildi", "tệp đính kèm", "文件附件", "附件檔案",
});

// iPhone: the first line of a poll, followed by a colon.
constexpr auto kPoll = std::to_array<std::string_view>({
    "POLL", "UMFRAGE", "PEILING", "SONDAGE", "ENCUESTA", "ENQUETE", "SONDAGGIO", "ANKET", "ОПРОС", "استطلاع",
});

// Names of export files, before the name of the chat.
constexpr auto kTitleBefore = std::to_array<std::string_view>({
    "WhatsApp Chat with ", "WhatsApp Chat - ", "WhatsApp Gesprek met ", "دردشة واتساب مع ", "WhatsApp Чат с ",
    "Xat de WhatsApp amb ", "Chat WhatsApp s uživatelem ", "WhatsApp chat med ", "WhatsApp Chat mit ",
    "Συνομιλία WhatsApp με ", "Chat de WhatsApp con ", "گفتگوی WhatsApp با ", "Discussion WhatsApp avec ",
    "צ'אט WhatsApp עם ", "WhatsApp razgovor s ", "WhatsApp csevegés vele: ", "Chat WhatsApp dengan ",
    "Chat WhatsApp con ", "WhatsApp чат: ", "WhatsApp pokalbis su ", "WhatsApp sarakste ar ",
    "WhatsApp разговор со ", "Sembang WhatsApp dengan ", "WhatsApp-samtale med ", "WhatsApp-chat met ",
    "Czat WhatsApp z ", "Conversa no WhatsApp com ", "Conversa do WhatsApp com ", "Conversație WhatsApp cu ",
    "Чат WhatsApp с контактом ", "Чат WhatsApp с ", "WhatsApp chat s používateľom ", "WhatsApp klepet z ",
    "WhatsApp Ћаскање са ", "WhatsApp-chatt med ", "Soga za WhatsApp na ", "แชท WhatsApp กับ ", "WhatsApp Chat kay ",
    "Бесіда WhatsApp з ", "Trò chuyện WhatsApp với ",
});

struct Around {
    std::string_view before;
    std::string_view after;
};
constexpr auto kTitleAround = std::to_array<Around>({
    {"WhatsApp 与 ", " 的对话"}, {"WhatsApp 與 ", " 的對話"}, {"", " ilə WhatsApp Söhbəti"}, {"", "とのWhatsAppチャット"},
    {"", "님과의 WhatsApp 대화"}, {"", " ile WhatsApp Sohbeti"}, {"", " के साथ WhatsApp चैट"},
    {"", " bilan WhatsApp chati"}, {"WhatsApp-keskustelu henkilön ", " kanssa"}, {"Biseda me ", " në WhatsApp"},
    {"", " کے ساتھ WhatsApp بات چیت"},
});

}  // namespace verbatim::formats::whatsapp::words
// clang-format on

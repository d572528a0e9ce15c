/**
 * Code lists of the Ministry's import templates ("Ghi chu" sheet, shared domain notes 2.2). Our keys are the codes of
 * those templates as text; other targets number differently and map from these. `words` are what the paper says for a
 * code, without regard to case; the first one is the official wording.
 */
import type { Bilingual } from './fields.ts';

export type Code = Readonly<{ code: string; label: Bilingual; words: readonly string[] }>;

const code = (value: string, vi: string, en: string, ...words: string[]): Code => ({
  code: value,
  label: { vi, en },
  words: [vi, ...words],
});

export const CODE_LISTS = {
  sex: [
    code('1', 'Nam', 'Male'),
    code('2', 'Nữ', 'Female', 'Nử', 'Gái'),
    code('3', 'Không xác định', 'Undetermined'),
  ],
  registrationBirth: [
    code('1', 'Đúng hạn', 'On time'),
    code('2', 'Đăng ký lại', 'Re-registration'),
    code('3', 'Ghi vào sổ việc khai sinh đã đăng ký ở nước ngoài', 'Transcribed from abroad', 'Ghi vào sổ'),
    code('4', 'Quá hạn', 'Late'),
    code('5', 'Cấp lại bản chính', 'Original issued again'),
    code('6', 'Không xác định', 'Undetermined'),
  ],
  registrationMarriage: [
    code('1', 'Lần đầu', 'First', 'Đăng ký lần đầu'),
    code('2', 'Đăng ký lại', 'Re-registration'),
    code('3', 'Ghi chú kết hôn', 'Annotated marriage', 'Ghi chú'),
  ],
  registrationDeath: [
    code('0', 'Không có thông tin', 'No information'),
    code('1', 'Đúng hạn', 'On time'),
    code('2', 'Đăng ký lại', 'Re-registration'),
    code('3', 'Ghi vào sổ', 'Transcribed from abroad'),
    code('4', 'Quá hạn', 'Late'),
    code('5', 'Chết đã lâu', 'Death long ago'),
  ],
  registrationRecognition: [
    code('0', 'Mới', 'New'),
    code('1', 'Mới', 'New'),
    code('2', 'Ghi vào sổ', 'Transcribed from abroad'),
  ],
  identityPaper: [
    code('1', 'CMND', 'Identity card', 'Chứng minh nhân dân', 'Giấy CMND', 'Giấy chứng minh nhân dân'),
    code('2', 'Hộ chiếu', 'Passport'),
    code('3', 'Thẻ thường trú', 'Permanent resident card'),
    code('4', 'CCCD', 'Citizen card', 'Căn cước công dân', 'Thẻ CCCD', 'Thẻ căn cước công dân'),
    code('5', 'CM QĐND', 'Army identity card', 'Chứng minh quân đội nhân dân'),
    code('6', 'CM sĩ quan QĐ', 'Officer identity card', 'Chứng minh sĩ quan quân đội', 'CMSQ'),
    code('7', 'CM CAND', 'Police identity card', 'Chứng minh công an nhân dân'),
    code('8', 'Khác', 'Other'),
  ],
  residence: [
    code('0', 'Không có thông tin', 'No information'),
    code('1', 'Thường trú', 'Permanent'),
    code('2', 'Tạm trú', 'Temporary'),
    code('3', 'Nơi ở hiện tại', 'Present address'),
  ],
  birthParentage: [
    code('1', 'Đủ cha mẹ', 'Both parents known'),
    code('2', 'Chưa xác định được mẹ', 'Mother unknown'),
    code('3', 'Chưa xác định được cha', 'Father unknown'),
    code('4', 'Chưa xác định được cha và mẹ', 'Both parents unknown', 'Chưa xác định được cha/mẹ'),
    code('5', 'Trẻ bị bỏ rơi', 'Abandoned child'),
  ],
  declared: [code('1', 'Tuyên bố', 'Declared'), code('2', 'Hủy tuyên bố', 'Declaration revoked')],
  marriageState: [
    code('0', 'Không có thông tin', 'No information'),
    code('1', 'Đã ly hôn', 'Divorced'),
    code('2', 'Đã hủy', 'Annulled'),
    code('3', 'Đã được công nhận', 'Recognised'),
  ],
  registrationAdoption: [
    code('1', 'Lần đầu', 'First', 'Đăng ký lần đầu'),
    code('2', 'Đăng ký lại', 'Re-registration'),
    code('3', 'Ghi vào sổ', 'Transcribed from abroad'),
  ],
  registrationAmendment: [
    code('1', 'Mới', 'New'),
    code('2', 'Ghi vào sổ', 'Transcribed from abroad', 'Ghi vào sổ hộ tịch việc thay đổi hộ tịch'),
  ],
  guardianship: [
    code('1', 'Giám hộ cử', 'Appointed guardian', 'Cử'),
    code('2', 'Giám hộ đương nhiên', 'Guardian by law', 'Đương nhiên'),
    code('3', 'Ghi vào sổ', 'Transcribed from abroad'),
  ],
  amendment: [
    code('1', 'Thay đổi', 'Change', 'Thay đổi hộ tịch'),
    code('2', 'Cải chính', 'Correction', 'Cải chính hộ tịch'),
    code('3', 'Bổ sung', 'Addition', 'Bổ sung thông tin hộ tịch', 'Bổ sung hộ tịch'),
    code('4', 'Xác định lại dân tộc', 'Ethnic group re-determined'),
  ],
  // The paper of an earlier registration; its code is the kind of ledger that the registration stands in.
  civilPaper: [
    code('KS', 'Giấy khai sinh', 'Birth certificate', 'Trích lục khai sinh', 'Khai sinh'),
    code('KH', 'Giấy chứng nhận kết hôn', 'Marriage certificate', 'Trích lục kết hôn', 'Kết hôn'),
    code('KT', 'Trích lục khai tử', 'Death certificate', 'Giấy chứng tử', 'Khai tử'),
    code('CMC', 'Trích lục nhận cha, mẹ, con', 'Recognition', 'Quyết định công nhận việc nhận cha, mẹ, con'),
    code('GH', 'Trích lục giám hộ', 'Guardianship', 'Quyết định công nhận việc giám hộ'),
    code(
      'NCN',
      'Giấy chứng nhận nuôi con nuôi',
      'Adoption certificate',
      'Quyết định công nhận việc nuôi con nuôi',
    ),
  ],
  // The form of 2016 ticks who recognises whom, but not whether it is the father or the mother: codes of our own for that.
  recognition: [
    code('1', 'Cha nhận con', 'Father recognises child'),
    code('2', 'Mẹ nhận con', 'Mother recognises child'),
    code('3', 'Con nhận cha', 'Child recognises father'),
    code('4', 'Con nhận mẹ', 'Child recognises mother'),
    code('1-2', 'Cha, mẹ nhận con', 'Parent recognises child', 'Cha mẹ nhận con'),
    code('3-4', 'Con nhận cha, mẹ', 'Child recognises parent', 'Con nhận cha mẹ'),
  ],
  deathNotice: [
    code('0', 'Không có', 'None'),
    code('1', 'Giấy báo tử', 'Notice of death'),
    code('2', 'Giấy xác nhận thi hành án tử hình', 'Confirmation of execution'),
    code('3', 'Bản án, quyết định của Tòa án', 'Court decision'),
    code('4', 'Văn bản của công an, giám định pháp y', 'Police or forensic document'),
    code('5', 'Văn bản của cơ quan y tế', 'Health office document'),
    code('6', 'Biên bản xác nhận', 'Record of confirmation'),
    code('7', 'Văn bản của người làm chứng', 'Witness statement'),
  ],
  // The form of 2016 ticks where the marriage is to be, but not with whom: codes of our own for that.
  certificatePurpose: [
    code('1', 'Kết hôn trong nước với người Việt Nam', 'Marriage in Vietnam with a Vietnamese'),
    code('2', 'Kết hôn trong nước với người nước ngoài', 'Marriage in Vietnam with a foreigner'),
    code('3', 'Kết hôn ở nước ngoài với người Việt Nam', 'Marriage abroad with a Vietnamese'),
    code('4', 'Kết hôn ở nước ngoài với người nước ngoài', 'Marriage abroad with a foreigner'),
    code('5', 'Mục đích khác', 'Other purpose'),
    code('1-2', 'Kết hôn trong nước', 'Marriage in Vietnam', 'Để đăng ký kết hôn trong nước'),
    code('3-4', 'Kết hôn ở nước ngoài', 'Marriage abroad', 'Để đăng ký kết hôn ở nước ngoài'),
  ],
} as const satisfies Record<string, readonly Code[]>;

export type CodeListName = keyof typeof CODE_LISTS;

/** The code with that key, or undefined. */
export const findCode = (list: CodeListName, value: string): Code | undefined =>
  CODE_LISTS[list].find((entry) => entry.code === value);

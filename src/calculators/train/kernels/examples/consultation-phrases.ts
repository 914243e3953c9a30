/** What a doctor says who does well, and who does not, by aspect. */
interface Phrases {
  readonly good: readonly string[];
  readonly poor: readonly string[];
}

/** Sentences of made-up consultations in Bahasa Indonesia. */
export const consultationPhrases = {
  greeting: {
    good: [
      'Selamat pagi, saya turut prihatin dengan keluhan Anda.',
      'Halo, terima kasih sudah menghubungi kami.',
      'Selamat sore, semoga lekas membaik ya.',
      'Halo ibu, saya mengerti ini membuat khawatir.',
      'Selamat malam, saya siap membantu.',
    ],
    poor: ['Ya.', 'Keluhannya apa.', 'Langsung saja.', 'Apa lagi.'],
  },
  history: {
    good: [
      'Sejak kapan keluhan ini dirasakan?',
      'Apakah ada alergi obat atau riwayat penyakit lain?',
      'Obat apa saja yang sudah diminum sebelumnya?',
      'Apakah disertai demam, mual atau sesak napas?',
      'Bagaimana pola makan dan tidur belakangan ini?',
    ],
    poor: ['Baik, sudah cukup informasinya.', 'Tidak perlu cerita panjang.', 'Itu biasa.', 'Oke, lanjut.'],
  },
  clarity: {
    good: [
      'Artinya lambung memproduksi asam terlalu banyak sehingga terasa perih.',
      'Dengan kata lain, ini infeksi ringan pada tenggorokan.',
      'Saya jelaskan perlahan: virus ini akan hilang sendiri dalam beberapa hari.',
      'Jadi penyebabnya adalah otot yang tegang, bukan jantung.',
      'Sederhananya, kulit Anda bereaksi terhadap sabun baru itu.',
    ],
    poor: [
      'Kemungkinan dispepsia fungsional dd gerd.',
      'Ini faringitis akut, observasi saja.',
      'Mialgia, tidak ada tanda iskemia.',
      'Dermatitis kontak iritan.',
    ],
  },
  advice: {
    good: [
      'Minum obat tiga kali sehari sesudah makan selama lima hari.',
      'Perbanyak minum air putih dan istirahat minimal delapan jam.',
      'Hindari makanan pedas dan kopi sampai gejala hilang.',
      'Kompres hangat lima belas menit, lalu oleskan salep tipis.',
      'Segera ke rumah sakit bila demam lebih dari tiga hari.',
    ],
    poor: ['Beli obat saja di apotek.', 'Terserah mau minum apa.', 'Nanti juga sembuh.', 'Istirahat.'],
  },
  closing: {
    good: [
      'Apakah masih ada yang ingin ditanyakan?',
      'Silakan hubungi saya lagi bila belum membaik.',
      'Semoga cepat sembuh dan sehat selalu.',
      'Saya akan menanyakan kabar Anda besok.',
      'Terima kasih atas kepercayaannya, jaga kesehatan ya.',
    ],
    poor: ['Sudah ya.', 'Selesai.', 'Saya tutup.', 'Itu saja.'],
  },
} as const satisfies Readonly<Record<string, Phrases>>;

/** What patients say. */
export const complaintPhrases = [
  'Dok, perut saya perih sejak kemarin.',
  'Tenggorokan sakit dan susah menelan.',
  'Kepala pusing terus, kenapa ya dok?',
  'Kulit tangan gatal dan kemerahan.',
  'Anak saya demam tinggi.',
  'Punggung pegal setelah bekerja.',
] as const;

/** What is said in any consultation, well or not. */
export const fillerPhrases = ['Baik.', 'Saya cek dulu.', 'Mohon tunggu sebentar.', 'Saya lihat datanya.'] as const;

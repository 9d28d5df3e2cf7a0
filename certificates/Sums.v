(** Finite sums over 1..n (here: the numbers below n), Kronecker's delta, and partial derivatives, for the
    certificates that [derive certify] writes. *)

Require Import Reals Lra Lia Arith FunctionalExtensionality.
Require Import Coquelicot.Coquelicot.
Open Scope R_scope.

(** * Sums *)

Fixpoint Sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => Sum m f + f m end.

Definition delta (i j : nat) : R := if Nat.eq_dec i j then 1 else 0.

(** The sum over all places but one. *)
Definition Sum_but (n j : nat) (f : nat -> R) : R :=
  Sum n (fun k => if Nat.eq_dec k j then 0 else f k).

Lemma Sum_ext n f g : (forall k, (k < n)%nat -> f k = g k) -> Sum n f = Sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [reflexivity|].
  rewrite IH, (H n); auto with arith.
Qed.

Lemma Sum_plus n f g a b :
  Sum n f = a -> Sum n g = b -> Sum n (fun k => f k + g k) = a + b.
Proof. intros <- <-; induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma Sum_scale n c f a : Sum n f = a -> Sum n (fun k => c * f k) = c * a.
Proof. intros <-; induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.

Lemma Sum_zero n : Sum n (fun _ => 0) = 0.
Proof. induction n as [|n IH]; simpl; [reflexivity|rewrite IH; ring]. Qed.

Lemma Sum_one n : Sum n (fun _ => 1) = INR n.
Proof.
  induction n as [|n IH]; [reflexivity|].
  rewrite S_INR; simpl Sum; rewrite IH; reflexivity.
Qed.

Lemma delta_same i : delta i i = 1.
Proof. unfold delta; destruct (Nat.eq_dec i i); [reflexivity|congruence]. Qed.

Lemma delta_distinct i j : i <> j -> delta i j = 0.
Proof. unfold delta; destruct (Nat.eq_dec i j); [congruence|reflexivity]. Qed.

Lemma delta_symmetric i j : delta i j = delta j i.
Proof. unfold delta; destruct (Nat.eq_dec i j), (Nat.eq_dec j i); congruence. Qed.

(** Sifting: sum over k of delta k j times f k. *)
Lemma Sum_sift n j f : (j < n)%nat -> Sum n (fun k => delta k j * f k) = f j.
Proof.
  induction n as [|n IH]; intros H; [lia|]; simpl.
  destruct (Nat.eq_dec j n) as [->|D].
  - rewrite delta_same, (Sum_ext n _ (fun _ => 0)), Sum_zero; [ring|].
    intros k Hk; rewrite delta_distinct by lia; ring.
  - rewrite IH, (delta_distinct n j) by lia; ring.
Qed.

Lemma delta_power i j e : (0 < e)%nat -> delta i j ^ e = delta i j.
Proof.
  destruct e as [|e]; [lia|intros _].
  unfold delta; destruct (Nat.eq_dec i j); [apply pow1|apply pow_i; lia].
Qed.

Lemma Sum_sift_power n j e f :
  (j < n)%nat -> (0 < e)%nat -> Sum n (fun k => delta k j ^ e * f k) = f j.
Proof.
  intros H P; rewrite <- (Sum_sift n j f H); apply Sum_ext; intros; now rewrite delta_power.
Qed.

Lemma Sum_but_less n j f : (j < n)%nat -> Sum_but n j f = Sum n f - f j.
Proof.
  intros H; unfold Sum_but.
  assert (E : Sum n (fun k => delta k j * f k) = f j) by now apply Sum_sift.
  rewrite <- E at 1.
  rewrite (Sum_ext n _ (fun k => f k + (-1) * (delta k j * f k))).
  - rewrite (Sum_plus n f (fun k => (-1) * (delta k j * f k)) (Sum n f)
               ((-1) * Sum n (fun k => delta k j * f k))); [ring|reflexivity|].
    now apply Sum_scale.
  - intros k _; unfold delta; destruct (Nat.eq_dec k j); ring.
Qed.

Lemma Sum_swap n m (f : nat -> nat -> R) :
  Sum n (fun i => Sum m (fun j => f i j)) = Sum m (fun j => Sum n (fun i => f i j)).
Proof.
  induction n as [|n IH]; simpl; [symmetry; apply Sum_zero|].
  rewrite IH; symmetry; apply Sum_plus; reflexivity.
Qed.

Lemma Sum_nonnegative n f : (forall k, (k < n)%nat -> 0 <= f k) -> 0 <= Sum n f.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  assert (0 <= Sum n f) by (apply IH; auto with arith).
  assert (0 <= f n) by auto with arith; lra.
Qed.

Lemma Sum_positive n f : (0 < n)%nat -> (forall k, (k < n)%nat -> 0 < f k) -> 0 < Sum n f.
Proof.
  destruct n as [|n]; [lia|]; intros _ H; simpl.
  assert (0 <= Sum n f) by (apply Sum_nonnegative; intros; apply Rlt_le, H; lia).
  assert (0 < f n) by (apply H; lia); lra.
Qed.

(** A sum as a factor: what stands beside it goes under the sign. *)
Lemma product_sum n a b (f g : nat -> R) :
  (forall k, a * (f k * b) = g k) -> a * (Sum n f * b) = Sum n g.
Proof.
  intros H; replace (a * (Sum n f * b)) with (a * b * Sum n f) by ring.
  rewrite <- (Sum_scale n (a * b) f (Sum n f) eq_refl).
  apply Sum_ext; intros k _; rewrite <- H; ring.
Qed.

(** One of two values, by whether two places are the same. *)
Definition cases (i j : nat) (a b : R) : R := if Nat.eq_dec i j then a else b.

Lemma cases_same i a b : cases i i a b = a.
Proof. unfold cases; destruct Nat.eq_dec; congruence. Qed.

Lemma cases_distinct i j a b : i <> j -> cases i j a b = b.
Proof. unfold cases; destruct Nat.eq_dec; congruence. Qed.

Lemma cases_opened i j a b : cases i j a b = delta i j * a + (1 + - delta i j) * b.
Proof. unfold cases, delta; destruct Nat.eq_dec; ring. Qed.

(** 1 where a > 0, otherwise 0; one of two values, by whether d > 0. *)
Definition above (a : R) : R := if Rlt_dec 0 a then 1 else 0.

Definition choice (d v w : R) : R := if Rlt_dec 0 d then v else w.

Lemma choice_opened d v w : choice d v w = above d * v + (1 + - above d) * w.
Proof. unfold choice, above; destruct Rlt_dec; ring. Qed.

Lemma above_square a : above a ^ 2 = above a.
Proof. unfold above; destruct Rlt_dec; ring. Qed.

Lemma above_positive a : 0 < a -> above a = 1.
Proof. intros; unfold above; destruct Rlt_dec; [reflexivity|contradiction]. Qed.

Lemma above_multiple c a b : 0 < c -> a = c * b -> above a = above b.
Proof.
  intros C ->; unfold above; destruct (Rlt_dec 0 b) as [B|B], (Rlt_dec 0 (c * b)) as [A|A]; try reflexivity.
  - elim A; now apply Rmult_lt_0_compat.
  - elim B; apply (Rmult_lt_reg_l c); [exact C|now rewrite Rmult_0_r].
Qed.

Lemma above_opposite c a b : 0 < c -> b <> 0 -> a = - (c * b) -> above a = 1 + - above b.
Proof.
  intros C N ->; destruct (Rtotal_order 0 b) as [P|[Z|M]]; [|now elim N|].
  - rewrite (above_positive b P); unfold above; destruct Rlt_dec as [A|_]; [|ring].
    assert (0 < c * b) by now apply Rmult_lt_0_compat.
    elim (Rlt_irrefl 0); lra.
  - assert (0 < c * - b) by (apply Rmult_lt_0_compat; lra).
    rewrite above_positive by lra.
    unfold above; destruct Rlt_dec as [A|_]; [elim (Rlt_irrefl 0); lra|ring].
Qed.

(** What is compared with 0 may itself depend on a comparison. *)
Lemma above_parted d (f : R -> R) :
  above (f (above d)) = above d * above (f 1) + (1 + - above d) * above (f 0).
Proof.
  destruct (Rlt_dec 0 d) as [P|N].
  - rewrite (above_positive d P); ring.
  - replace (above d) with 0 by (unfold above; destruct Rlt_dec; [contradiction|reflexivity]); ring.
Qed.

(** A symmetric matrix is B + Bᵀ. *)
Lemma halves n (a : nat -> nat -> R) :
  (forall i j, (i < n)%nat -> (j < n)%nat -> a i j = a j i) ->
  exists b, forall i j, (i < n)%nat -> (j < n)%nat -> a i j = b i j + b j i.
Proof.
  intros H; exists (fun i j => a i j / 2); intros i j I J; rewrite (H j i J I); field.
Qed.

Arguments halves {n a}.

(** * exp and ln *)

Lemma exp_minus x : exp ((-1) * x) = / exp x.
Proof. rewrite <- exp_Ropp; f_equal; ring. Qed.

Lemma exp_root d e x : INR e * d = 1 -> exp (d * x) ^ e = exp x.
Proof.
  intros H; replace (exp x) with (exp (INR e * (d * x))) by (f_equal; rewrite <- Rmult_assoc, H; ring).
  clear H; induction e as [|e IH]; [simpl; rewrite Rmult_0_l, exp_0; reflexivity|].
  rewrite S_INR; simpl pow; rewrite IH, <- exp_plus; f_equal; ring.
Qed.

Lemma exp_whole c e x : c = INR e -> exp (c * x) = exp x ^ e.
Proof.
  intros ->.
  induction e as [|e IH]; [simpl; rewrite Rmult_0_l, exp_0; reflexivity|].
  rewrite S_INR; simpl pow; rewrite <- IH, <- exp_plus; f_equal; ring.
Qed.

Lemma exp_whole_minus c e x : c = - INR e -> exp (c * x) = (/ exp x) ^ e.
Proof.
  intros ->; replace (- INR e * x) with (- (INR e * x)) by ring.
  rewrite exp_Ropp, (exp_whole _ e x eq_refl); symmetry; apply pow_inv.
Qed.

Lemma exp_power c d e x : c = INR e * d -> exp (c * x) = exp (d * x) ^ e.
Proof.
  intros ->; induction e as [|e IH]; [simpl; rewrite !Rmult_0_l, exp_0; reflexivity|].
  rewrite S_INR; simpl pow; rewrite <- IH, <- exp_plus; f_equal; ring.
Qed.

Lemma exp_power_minus c d e x : c = - INR e * d -> exp (c * x) = (/ exp (d * x)) ^ e.
Proof.
  intros ->; replace (- INR e * d * x) with (- (INR e * d * x)) by ring.
  rewrite exp_Ropp, (exp_power _ d e x eq_refl); symmetry; apply pow_inv.
Qed.

Lemma ln_times x y : 0 < x -> 0 < y -> ln (x * y) = ln x + ln y.
Proof. apply ln_mult. Qed.

Lemma ln_over x y : 0 < x -> 0 < y -> ln (x / y) = ln x + - ln y.
Proof. intros; unfold Rdiv; rewrite ln_mult, ln_Rinv; auto using Rinv_0_lt_compat. Qed.

Lemma ln_inverse x : 0 < x -> ln (/ x) = - ln x.
Proof. apply ln_Rinv. Qed.

Lemma ln_power x n : 0 < x -> ln (x ^ n) = INR n * ln x.
Proof.
  intros P; induction n as [|n IH]; [simpl; rewrite ln_1; ring|].
  rewrite S_INR; simpl pow; rewrite ln_mult, IH by auto using pow_lt; ring.
Qed.

(** * Partial derivatives *)

(** The vector z with t in place d. *)
Definition put (z : nat -> R) (d : nat) (t : R) : nat -> R :=
  fun j => if Nat.eq_dec j d then t else z j.

Definition put2 (z : nat -> nat -> R) (d e : nat) (t : R) : nat -> nat -> R :=
  fun i j => if Nat.eq_dec i d then if Nat.eq_dec j e then t else z i j else z i j.

Definition partial (f : (nat -> R) -> R) (z : nat -> R) (d : nat) : R :=
  Derive (fun t => f (put z d t)) (z d).

Definition partial2 (f : (nat -> nat -> R) -> R) (z : nat -> nat -> R) (d e : nat) : R :=
  Derive (fun t => f (put2 z d e t)) (z d e).

(** f has a derivative in every place of z. *)
Definition smooth (f : (nat -> R) -> R) : Prop :=
  forall z d, ex_derive (fun t => f (put z d t)) (z d).

Definition smooth2 (f : (nat -> nat -> R) -> R) : Prop :=
  forall z d e, ex_derive (fun t => f (put2 z d e t)) (z d e).

Lemma put_same z d : put z d (z d) = z.
Proof. apply functional_extensionality; intros j; unfold put; destruct (Nat.eq_dec j d); congruence. Qed.

Lemma put2_same z d e : put2 z d e (z d e) = z.
Proof.
  do 2 (apply functional_extensionality; intro); unfold put2.
  destruct Nat.eq_dec; [destruct Nat.eq_dec|]; congruence.
Qed.

Lemma derive_constant c x : is_derive (fun _ : R => c) x 0.
Proof. exact (is_derive_const c x). Qed.

Lemma derive_self x : is_derive (fun t : R => t) x 1.
Proof. exact (is_derive_id x). Qed.

Lemma derive_place z d j x : is_derive (fun t => put z d t j) x (delta j d).
Proof. unfold put, delta; destruct (Nat.eq_dec j d); [exact (is_derive_id x)|exact (is_derive_const _ x)]. Qed.

Lemma derive_place2 z d e i j x : is_derive (fun t => put2 z d e t i j) x (delta i d * delta j e).
Proof.
  unfold put2, delta; destruct (Nat.eq_dec i d), (Nat.eq_dec j e);
    rewrite ?Rmult_1_l, ?Rmult_0_l; first [exact (is_derive_id x)|exact (is_derive_const _ x)].
Qed.

Lemma derive_smooth f z d : smooth f -> is_derive (fun t => f (put z d t)) (z d) (partial f z d).
Proof. intros H; apply Derive_correct, H. Qed.

Lemma derive_smooth2 f z d e :
  smooth2 f -> is_derive (fun t => f (put2 z d e t)) (z d e) (partial2 f z d e).
Proof. intros H; apply Derive_correct, H. Qed.

Lemma derive_scalar f x : ex_derive f x -> is_derive f x (Derive f x).
Proof. apply Derive_correct. Qed.

Lemma derive_plus f g x a b :
  is_derive f x a -> is_derive g x b -> is_derive (fun t : R => f t + g t) x (a + b).
Proof. intros; exact (is_derive_plus f g x a b H H0). Qed.

Lemma derive_minus f x a : is_derive f x a -> is_derive (fun t : R => - f t) x (- a).
Proof. intros; exact (is_derive_opp f x a H). Qed.

Lemma derive_times (f g : R -> R) x u v a b :
  f x = u -> g x = v -> is_derive f x a -> is_derive g x b ->
  is_derive (fun t : R => f t * g t) x (a * v + u * b).
Proof. intros <- <- F G; exact (is_derive_mult f g x a b F G Rmult_comm). Qed.

Lemma derive_over (f g : R -> R) x u v a b :
  f x = u -> g x = v -> v <> 0 -> is_derive f x a -> is_derive g x b ->
  is_derive (fun t : R => f t / g t) x ((a * v - u * b) / (v * v)).
Proof.
  intros <- <- N F G; replace ((a * g x - f x * b) / (g x * g x)) with ((a * g x - f x * b) / g x ^ 2).
  - now apply is_derive_div.
  - now field.
Qed.

Lemma derive_exp (f : R -> R) x u a :
  f x = u -> is_derive f x a -> is_derive (fun t : R => exp (f t)) x (exp u * a).
Proof.
  intros <- F; rewrite Rmult_comm.
  exact (is_derive_comp exp f x (exp (f x)) a (is_derive_exp (f x)) F).
Qed.

Lemma derive_ln (f : R -> R) x u a :
  f x = u -> 0 < u -> is_derive f x a -> is_derive (fun t : R => ln (f t)) x (a / u).
Proof.
  intros <- P F.
  exact (is_derive_comp ln f x (/ f x) a (is_derive_ln (f x) P) F).
Qed.

Lemma derive_sin (f : R -> R) x u a :
  f x = u -> is_derive f x a -> is_derive (fun t : R => sin (f t)) x (cos u * a).
Proof. intros <- F; rewrite Rmult_comm; exact (is_derive_comp sin f x (cos (f x)) a (is_derive_sin (f x)) F). Qed.

Lemma derive_cos (f : R -> R) x u a :
  f x = u -> is_derive f x a -> is_derive (fun t : R => cos (f t)) x (- sin u * a).
Proof. intros <- F; rewrite Rmult_comm; exact (is_derive_comp cos f x (- sin (f x)) a (is_derive_cos (f x)) F). Qed.

Lemma derive_atan (f : R -> R) x u a :
  f x = u -> is_derive f x a -> is_derive (fun t : R => atan (f t)) x (a / (1 + u ^ 2)).
Proof.
  intros <- F.
  replace (a / (1 + f x ^ 2)) with (a * / (1 + (f x)²)) by (unfold Rsqr, Rdiv; simpl; now rewrite Rmult_1_r).
  exact (is_derive_comp atan f x (/ (1 + (f x)²)) a (is_derive_atan (f x)) F).
Qed.

Lemma derive_power (f : R -> R) x u a n :
  f x = u -> is_derive f x a -> is_derive (fun t : R => f t ^ n) x (INR n * u ^ pred n * a).
Proof.
  intros <- F; replace (INR n * f x ^ pred n * a) with (INR n * a * f x ^ pred n) by ring.
  now apply is_derive_pow.
Qed.

Lemma derive_cases (f g : R -> R) i j x a b :
  is_derive f x a -> is_derive g x b -> is_derive (fun t : R => cases i j (f t) (g t)) x (cases i j a b).
Proof. unfold cases; destruct Nat.eq_dec; auto. Qed.

Lemma derive_choice_fixed (f g : R -> R) d x a b :
  is_derive f x a -> is_derive g x b -> is_derive (fun t : R => choice d (f t) (g t)) x (choice d a b).
Proof. unfold choice; destruct Rlt_dec; auto. Qed.

(** Where d is not 0 it keeps its sign nearby. *)
Lemma derive_choice (d f g : R -> R) x u a b :
  d x = u -> u <> 0 -> ex_derive d x -> is_derive f x a -> is_derive g x b ->
  is_derive (fun t : R => choice (d t) (f t) (g t)) x (choice u a b).
Proof.
  intros <- N D F G; apply ex_derive_continuous in D.
  unfold choice; destruct (Rlt_dec 0 (d x)) as [P|P].
  - apply (is_derive_ext_loc f); [|exact F].
    apply (filter_imp (fun t => 0 < d t)); [|exact (D (fun y => 0 < y) (open_gt 0 (d x) P))].
    intros t T; destruct Rlt_dec; [reflexivity|contradiction].
  - apply (is_derive_ext_loc g); [|exact G].
    assert (M : d x < 0) by lra.
    apply (filter_imp (fun t => d t < 0)); [|exact (D (fun y => y < 0) (open_lt 0 (d x) M))].
    intros t T; destruct Rlt_dec; [elim (Rlt_irrefl 0); lra|reflexivity].
Qed.

Lemma derive_sum n (f : nat -> R -> R) x (a : nat -> R) :
  (forall k, (k < n)%nat -> is_derive (f k) x (a k)) ->
  is_derive (fun t : R => Sum n (fun k => f k t)) x (Sum n a).
Proof.
  induction n as [|n IH]; intros H; simpl; [exact (derive_constant 0 x)|].
  apply derive_plus; [apply IH; auto with arith|apply H; lia].
Qed.

Lemma partial_value f z d a : is_derive (fun t => f (put z d t)) (z d) a -> partial f z d = a.
Proof. apply is_derive_unique. Qed.

Lemma partial2_value f z d e a :
  is_derive (fun t => f (put2 z d e t)) (z d e) a -> partial2 f z d e = a.
Proof. apply is_derive_unique. Qed.

Lemma scalar_value (f : R -> R) x a : is_derive f x a -> Derive f x = a.
Proof. apply is_derive_unique. Qed.

Lemma partial_ext f g z d : (forall z, f z = g z) -> partial f z d = partial g z d.
Proof. intros H; apply Derive_ext; intros; apply H. Qed.

Lemma partial2_ext f g z d e : (forall z, f z = g z) -> partial2 f z d e = partial2 g z d e.
Proof. intros H; apply Derive_ext; intros; apply H. Qed.

(** Two of these are the same where their parts are: no tactic looks inside. *)
Global Opaque above choice.

(** * Tactics *)

Lemma below_positive k n : (k < n)%nat -> (0 < n)%nat.
Proof. lia. Qed.

Lemma INR_positive n : (0 < n)%nat -> 0 < INR n.
Proof. apply lt_0_INR. Qed.

(** What is known of a product is known of its factors. *)
Lemma factor_positive a b c : a = b * c -> 0 < b -> 0 < a -> 0 < c.
Proof.
  intros -> B A; apply (Rmult_lt_reg_l b); [exact B|now rewrite Rmult_0_r].
Qed.

Lemma factor_nonzero a b c : a = b * c -> a <> 0 -> c <> 0.
Proof. intros -> A ->; apply A; ring. Qed.

(** 0 < a, read off its shape. *)
Ltac positive :=
  cbv beta;
  match goal with
  | |- 0 < _ => assumption
  | |- 0 < exp _ => apply exp_pos
  | |- 0 < ?a * ?b => apply Rmult_lt_0_compat; positive
  | |- 0 < ?a / ?b => apply Rdiv_lt_0_compat; positive
  | |- 0 < / ?a => apply Rinv_0_lt_compat; positive
  | |- 0 < ?a ^ _ => apply pow_lt; positive
  | |- 0 < Sum _ _ => apply Sum_positive; [lia|intros; positive]
  | |- 0 < INR _ => apply INR_positive; lia
  | |- 0 < PI => apply PI_RGT_0
  | |- 0 < ?a + ?b =>
      first [ apply Rplus_lt_0_compat; positive
            | apply Rplus_lt_le_0_compat; [positive|nonnegative]
            | apply Rplus_le_lt_0_compat; [nonnegative|positive] ]
  | |- 0 < _ => first [assumption | solve [auto] | lra]
  end
(** 0 <= a *)
with nonnegative :=
  cbv beta;
  match goal with
  | |- 0 <= ?a ^ 2 => apply pow2_ge_0
  | |- 0 <= ?a * ?b => apply Rmult_le_pos; nonnegative
  | |- 0 <= ?a / ?b => apply Rmult_le_pos; [nonnegative|apply Rlt_le, Rinv_0_lt_compat; positive]
  | |- 0 <= ?a + ?b => apply Rplus_le_le_0_compat; nonnegative
  | |- 0 <= Sum _ _ => apply Sum_nonnegative; intros; nonnegative
  | |- 0 <= _ => first [assumption | solve [auto] | apply Rlt_le; positive]
  end.

(** a <> 0, where a is a rational multiple of something that is known not to be 0. *)
Ltac multiple :=
  let Zero := fresh in
  intro Zero;
  match goal with
  | Known : ?b <> 0 |- _ => apply Known; lra
  | Known : 0 < ?b |- _ => apply (Rlt_irrefl 0); lra
  | Known : forall i, (i < ?n)%nat -> _ <> 0, Below : (?k < ?n)%nat |- _ => apply (Known k Below); lra
  | Known : forall i j, (i < ?n)%nat -> (j < ?m)%nat -> _ <> 0, One : (?k < ?n)%nat, Other : (?l < ?m)%nat |- _ =>
      apply (Known k l One Other); lra
  end.

Ltac nonzero :=
  repeat match goal with |- _ /\ _ => split end;
  match goal with
  | |- ?a * ?b <> 0 => apply Rmult_integral_contrapositive_currified; nonzero
  | |- / ?a <> 0 => apply Rinv_neq_0_compat; nonzero
  | |- ?a ^ _ <> 0 => apply pow_nonzero; nonzero
  | |- - ?a <> 0 => apply Ropp_neq_0_compat; nonzero
  | |- ?a <> 0 => first [assumption | solve [auto] | apply Rgt_not_eq, Rlt_gt; solve [positive] | multiple]
  | |- True => exact I
  end.

(** a = b over the field of real numbers, or over its ring with reciprocals as they stand. *)
Ltac settle := cbv beta; first [reflexivity | ring | field; nonzero].

(** a (Σ f) (Σ g) … as one sum over all indices. *)
Ltac gather :=
  cbv beta;
  lazymatch goal with
  | |- ?a * (Sum _ _ * ?b) = Sum _ _ => apply product_sum; intros; gather
  | |- ?a * (?f * (?s * ?b)) = Sum _ _ => rewrite <- (Rmult_assoc a f (s * b)); gather
  | |- _ => settle
  end.

(** A place lies within its dimension. *)
Ltac below := first [assumption | solve [auto] | lia].

Ltac same := cbv beta; rewrite ?put_same, ?put2_same; reflexivity.

(** A goal [is_derive f x a] where [a] is what the rules give, in their own form. *)
Ltac differentiate :=
  cbv beta;
  lazymatch goal with
  | |- is_derive (fun t => put ?z ?d t ?j) _ _ => apply derive_place
  | |- is_derive (fun t => put2 ?z ?d ?e t ?i ?j) _ _ => apply derive_place2
  | |- is_derive (fun t => t) _ _ => apply derive_self
  | |- is_derive (fun _ => ?c) _ _ => apply derive_constant
  | |- is_derive (fun t => @?f t + @?g t) _ _ => apply (derive_plus f g); differentiate
  | |- is_derive (fun t => - @?f t) _ _ => apply (derive_minus f); differentiate
  | |- is_derive (fun t => @?f t * @?g t) _ _ =>
      apply (derive_times f g); [same|same|differentiate|differentiate]
  | |- is_derive (fun t => @?f t / @?g t) _ _ =>
      apply (derive_over f g); [same|same|nonzero|differentiate|differentiate]
  | |- is_derive (fun t => exp (@?f t)) _ _ => apply (derive_exp f); [same|differentiate]
  | |- is_derive (fun t => ln (@?f t)) _ _ => apply (derive_ln f); [same|positive|differentiate]
  | |- is_derive (fun t => sin (@?f t)) _ _ => apply (derive_sin f); [same|differentiate]
  | |- is_derive (fun t => cos (@?f t)) _ _ => apply (derive_cos f); [same|differentiate]
  | |- is_derive (fun t => atan (@?f t)) _ _ => apply (derive_atan f); [same|differentiate]
  | |- is_derive (fun t => @?f t ^ ?n) ?x (?c * ?u * ?a) =>
      replace (c * u * a) with (INR n * f x ^ pred n * a)
        by (cbv beta; rewrite ?put_same, ?put2_same; simpl; ring);
      apply (derive_power f x (f x) a n); [reflexivity|differentiate]
  | |- is_derive (fun t => @?f t ^ _) ?x _ => apply (derive_power f x (f x)); [reflexivity|differentiate]
  | |- is_derive (fun t => cases ?i ?j (@?f t) (@?g t)) _ _ =>
      apply (derive_cases f g); differentiate
  | |- is_derive (fun t => choice (@?d t) (@?f t) (@?g t)) _ _ =>
      lazymatch d with
      | (fun _ => ?c) => apply (derive_choice_fixed f g c); differentiate
      | _ => apply (derive_choice d f g); [same|nonzero|eexists; differentiate|differentiate|differentiate]
      end
  | |- is_derive (fun t => Sum ?n (fun k => @?f k t)) _ _ =>
      apply (derive_sum n f); intros; differentiate
  | |- is_derive _ _ (partial ?g ?z ?d) => apply (derive_smooth g z d); auto
  | |- is_derive _ _ (partial2 ?g ?z ?d ?e) => apply (derive_smooth2 g z d e); auto
  | |- is_derive _ _ (Derive ?g ?x) => apply (derive_scalar g x); auto
  end.

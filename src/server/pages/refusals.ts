/** The closed codes that pages turn into words, beside those of the linking core. The catalogues must hold a text for each. */

/** Why an identifier and secret code were not accepted. An unknown identifier, a locked and a blocked account are `wrong_credentials` too. */
export type CredentialRefusal = 'wrong_credentials' | 'slow_down';

/** The code was right, and has to be changed before it proves anything. */
export type ProofRefusal = CredentialRefusal | 'change_required';

/** Why two entries of a new code were not accepted, where the current one is not asked for. */
export type NewCodeRefusal = 'not_six_digits' | 'unchanged' | 'too_simple' | 'changed_meanwhile' | 'too_late';

export type CodeChangeRefusal = CredentialRefusal | Exclude<NewCodeRefusal, 'too_late'>;

/** Why a space's authenticator app could not be asked to confirm a login. */
export type StrongLoginRefusal = 'no_authenticator' | 'approval_open' | 'too_many_approvals';

/** Why a posted form was not even read as one of ours; nothing is written for any of them. */
export type FormRefusal = 'foreign_origin' | 'bad_token' | 'too_large' | 'not_a_form' | 'malformed';

/** The part of `petname` that is used: its word lists. */
declare module "petname" {
  class PetName {
    adverbs: string[];
    adjectives: string[];
    names: string[];
  }
  export = PetName;
}
